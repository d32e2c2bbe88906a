import { Flags } from '@oclif/core'
import type { TopicListing } from '../../../../src/kafka/index.ts'
import { BaseCommand } from '../../../base-command.ts'
import { clusterFlags, withAdmin } from '../../../broker/cluster-flags.ts'
import { renderTable } from '../../../output/table.ts'

export default class TopicsList extends BaseCommand {
  static override summary = 'List the topics of a cluster.'
  static override flags = {
    ...clusterFlags,
    internal: Flags.boolean({ summary: 'Internal topics too.' }),
  }

  async run(): Promise<{ readonly topics: readonly TopicListing[] }> {
    const { flags } = await this.parse(TopicsList)
    const all = await withAdmin(flags, (admin) => admin.listTopics())
    const topics = all.filter(({ isInternal }) => flags.internal || !isInternal)
    this.log(
      renderTable(
        ['TOPIC', 'PARTITIONS'],
        topics.map(({ name, partitions }) => [name, String(partitions)]),
      ),
    )
    return { topics }
  }
}
