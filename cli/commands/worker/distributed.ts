import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { logFormatFlag } from '../../worker/log-format-flag.ts'
import type { WorkerResult } from '../../worker/run-worker.ts'

export default class WorkerDistributed extends BaseCommand {
  static override summary = 'Run a worker in a group, as connect-distributed does, until a signal comes.'
  static override description =
    'Settings come from a properties, YAML or JSON file and from CONNECT_* variables (CONNECT_GROUP_ID is group.id), which win. Prints one line when it is ready.'
  static override examples = ['<%= config.bin %> worker distributed connect-distributed.properties']
  static override args = {
    settings: Args.string({ description: 'Worker settings; without it CONNECT_* variables alone.' }),
  }
  static override flags = logFormatFlag

  async run(): Promise<WorkerResult> {
    const { args, flags } = await this.parse(WorkerDistributed)
    const { runDistributed } = await import('../../worker/run-distributed.ts')
    return runDistributed(args.settings, flags['log-format'], (line) => this.log(line))
  }
}
