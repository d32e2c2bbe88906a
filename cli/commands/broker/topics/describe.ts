import { Args } from '@oclif/core'
import { PipelineError } from '../../../../src/errors/index.ts'
import { BaseCommand } from '../../../base-command.ts'
import { clusterFlags, withAdmin } from '../../../broker/cluster-flags.ts'
import { renderTable } from '../../../output/table.ts'

export interface DescribedPartition {
  readonly partition: number
  readonly leader: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly start: number
  readonly end: number
}

export interface DescribedTopic {
  readonly topic: string
  readonly topicId: string
  readonly partitions: readonly DescribedPartition[]
}

export default class TopicsDescribe extends BaseCommand {
  static override summary = 'Show the partitions of a topic with their offsets.'
  static override args = { topic: Args.string({ required: true }) }
  static override flags = clusterFlags

  async run(): Promise<DescribedTopic> {
    const { args, flags } = await this.parse(TopicsDescribe)
    const { topic: name } = args
    const described = await withAdmin(flags, async (admin) => {
      const { topic, error } = (await admin.describeTopics([name])).get(name) ?? {}
      if (!topic)
        throw new PipelineError('SLW5006', `Topic '${name}' cannot be described: ${error?.name}: ${error?.message}`)
      const places = topic.partitions.map((_, partition) => ({ topic: name, partition }))
      const [starts, ends] = await Promise.all([
        admin.listOffsets(places.map((place) => ({ ...place, at: 'earliest' }))),
        admin.listOffsets(places.map((place) => ({ ...place, at: 'latest' }))),
      ])
      const offsetIn = (found: typeof starts, partition: number) =>
        [...found.values()].find((each) => each.partition === partition)?.offset ?? -1
      const partitions = topic.partitions.map(({ leader, replicas, isr }, partition) => ({
        partition,
        leader,
        replicas,
        isr,
        start: offsetIn(starts, partition),
        end: offsetIn(ends, partition),
      }))
      return { topic: name, topicId: topic.topicId, partitions }
    })
    this.log(
      renderTable(
        ['PARTITION', 'LEADER', 'REPLICAS', 'ISR', 'START', 'END'],
        described.partitions.map((each) => [
          String(each.partition),
          String(each.leader),
          each.replicas.join(),
          each.isr.join(),
          String(each.start),
          String(each.end),
        ]),
      ),
    )
    return described
  }
}
