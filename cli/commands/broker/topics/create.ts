import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../../base-command.ts'
import { clusterFlags, pair, withAdmin } from '../../../broker/cluster-flags.ts'
import { assertAllDone } from '../../../broker/outcomes.ts'

export default class TopicsCreate extends BaseCommand {
  static override summary = 'Create a topic.'
  static override examples = [
    '<%= config.bin %> broker topics create orders --partitions 6 --config cleanup.policy=compact',
  ]
  static override args = { topic: Args.string({ required: true }) }
  static override flags = {
    ...clusterFlags,
    partitions: Flags.integer({ default: -1, summary: "Default: the broker's num.partitions.", min: -1 }),
    'replication-factor': Flags.integer({ default: -1, summary: "Default: the broker's.", min: -1 }),
    config: Flags.string({ multiple: true, summary: "One of Kafka's topic settings.", helpValue: 'NAME=VALUE' }),
    'if-not-exists': Flags.boolean({ summary: 'Do nothing when the topic exists.' }),
  }

  async run(): Promise<{ readonly topic: string; readonly created: boolean }> {
    const { args, flags } = await this.parse(TopicsCreate)
    const { topic } = args
    const outcomes = await withAdmin(flags, (admin) =>
      admin.createTopics([
        {
          name: topic,
          partitions: flags.partitions,
          replicationFactor: flags['replication-factor'],
          configs: Object.fromEntries((flags.config ?? []).map(pair)),
        },
      ]),
    )
    if (flags['if-not-exists'] && outcomes.get(topic)?.name === 'TOPIC_ALREADY_EXISTS') {
      this.log(`Topic ${topic} exists.`)
      return { topic, created: false }
    }
    assertAllDone(outcomes, 'Creating topic')
    this.log(`Created topic ${topic}.`)
    return { topic, created: true }
  }
}
