import { Args } from '@oclif/core'
import { BaseCommand } from '../../../base-command.ts'
import { clusterFlags, withAdmin } from '../../../broker/cluster-flags.ts'
import { assertAllDone } from '../../../broker/outcomes.ts'

export default class TopicsDelete extends BaseCommand {
  static override summary = 'Delete a topic with all its records.'
  static override args = { topic: Args.string({ required: true }) }
  static override flags = clusterFlags

  async run(): Promise<{ readonly topic: string }> {
    const { args, flags } = await this.parse(TopicsDelete)
    assertAllDone(await withAdmin(flags, (admin) => admin.deleteTopics([args.topic])), 'Deleting topic')
    this.log(`Deleted topic ${args.topic}.`)
    return { topic: args.topic }
  }
}
