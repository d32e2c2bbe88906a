import { Args } from '@oclif/core'
import type { PartitionLag } from '../../../../src/kafka/index.ts'
import { BaseCommand } from '../../../base-command.ts'
import { clusterFlags, withAdmin } from '../../../broker/cluster-flags.ts'
import { renderTable } from '../../../output/table.ts'

export interface DescribedLag extends PartitionLag {
  readonly member: string | null
}

export default class GroupsDescribe extends BaseCommand {
  static override summary = 'Show the offsets, the lag and the members of a group.'
  static override args = { group: Args.string({ required: true }) }
  static override flags = clusterFlags

  async run(): Promise<{
    readonly group: string
    readonly state: string
    readonly partitions: readonly DescribedLag[]
  }> {
    const { args, flags } = await this.parse(GroupsDescribe)
    const { state, partitions } = await withAdmin(flags, async (admin) => {
      const [group] = await admin.describeGroups([args.group])
      const members = group!.members.flatMap(({ clientId, assignment }) =>
        assignment.map((place) => ({ ...place, clientId })),
      )
      const lag = await admin.groupLag(args.group, members)
      const memberOf = ({ topic, partition }: PartitionLag) =>
        members.find((each) => each.topic === topic && each.partition === partition)?.clientId ?? null
      return { state: group!.state, partitions: lag.map((each) => ({ ...each, member: memberOf(each) })) }
    })
    const number = (value: number) => (value < 0 ? '-' : String(value))
    this.log(`Group ${args.group} is ${state}.`)
    this.log(
      renderTable(
        ['TOPIC', 'PARTITION', 'OFFSET', 'END', 'LAG', 'MEMBER'],
        partitions.map((each) => [
          each.topic,
          String(each.partition),
          number(each.committed),
          number(each.end),
          number(each.lag),
          each.member ?? '-',
        ]),
      ),
    )
    return { group: args.group, state, partitions }
  }
}
