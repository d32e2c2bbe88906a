import { Args, Flags } from '@oclif/core'
import { PipelineError } from '../../../../src/errors/index.ts'
import type { Admin, TopicPartition } from '../../../../src/kafka/index.ts'
import { BaseCommand } from '../../../base-command.ts'
import { clusterFlags, withAdmin } from '../../../broker/cluster-flags.ts'
import { assertAllDone } from '../../../broker/outcomes.ts'
import { formsButEarliest, resetFlags, resetForm } from '../../../broker/reset-flags.ts'
import { type PlannedReset, planReset } from '../../../broker/reset-offsets.ts'
import { renderTable } from '../../../output/table.ts'

export default class GroupsReset extends BaseCommand {
  static override summary = 'Move the offsets of a group that has no members.'
  static override description = 'Shows the old and the new offsets; --execute changes them.'
  static override examples = [
    '<%= config.bin %> broker groups reset readers --topic orders --to-earliest',
    '<%= config.bin %> broker groups reset readers --topic orders:0,1 --shift-by=-100 --execute',
    '<%= config.bin %> broker groups reset readers --all-topics --to-datetime 2026-01-31T12:00:00.000 --execute',
  ]
  static override args = { group: Args.string({ required: true }) }
  static override flags = {
    ...clusterFlags,
    topic: Flags.string({ multiple: true, summary: 'A topic, or some of its partitions.', helpValue: 'TOPIC[:P,P]' }),
    'all-topics': Flags.boolean({ summary: 'Everything the group has committed.' }),
    execute: Flags.boolean({ default: false, summary: 'Change the offsets instead of only showing them.' }),
    ...resetFlags,
    'to-earliest': Flags.boolean({ exclusive: formsButEarliest, summary: 'To the first record.' }),
    'to-offset': Flags.integer({ min: 0, summary: 'To an offset.' }),
  }

  async run(): Promise<{
    readonly group: string
    readonly executed: boolean
    readonly offsets: readonly PlannedReset[]
  }> {
    const { args, flags } = await this.parse(GroupsReset)
    const offset = flags['to-offset']
    const toOffset = offset === undefined ? undefined : ({ to: 'offset', offset } as const)
    const form = resetForm(flags, toOffset, Date.now())
    const offsets = await withAdmin(flags, async (admin) => {
      const places = await placesOf(admin, args.group, flags.topic ?? [], flags['all-topics'])
      const planned = await planReset(admin, args.group, places, form)
      if (flags.execute) {
        const changes = planned.map(({ topic, partition, to }) => ({ topic, partition, offset: to }))
        assertAllDone(await admin.alterConsumerGroupOffsets(args.group, changes), 'Resetting')
      }
      return planned
    })
    this.log(
      renderTable(
        ['TOPIC', 'PARTITION', 'OLD', 'NEW'],
        offsets.map((each) => [
          each.topic,
          String(each.partition),
          each.from < 0 ? '-' : String(each.from),
          String(each.to),
        ]),
      ),
    )
    if (!flags.execute) this.log('Nothing was changed; add --execute.')
    return { group: args.group, executed: flags.execute, offsets }
  }
}

async function placesOf(
  admin: Admin,
  group: string,
  asked: readonly string[],
  isAll: boolean,
): Promise<TopicPartition[]> {
  if (isAll) return admin.listConsumerGroupOffsets(group)
  if (asked.length === 0) throw new PipelineError('SLW6001', 'Say which topics with --topic, or --all-topics.')
  const places: TopicPartition[] = []
  for (const each of asked) {
    const [name = '', partitions] = each.split(':')
    const { topic, error } = (await admin.describeTopics([name])).get(name) ?? {}
    if (!topic) throw new PipelineError('SLW5006', `Topic '${name}' cannot be found: ${error?.name}`)
    const numbers = partitions === undefined ? [...topic.partitions.keys()] : partitions.split(',').map(Number)
    for (const partition of numbers) places.push({ topic: name, partition })
  }
  return places
}
