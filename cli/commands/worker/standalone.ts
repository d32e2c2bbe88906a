import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { logFormatFlag } from '../../worker/log-format-flag.ts'
import type { WorkerResult } from '../../worker/run-worker.ts'

export default class WorkerStandalone extends BaseCommand {
  static override summary =
    'Run a worker alone with the given connectors, as connect-standalone does, until a signal comes.'
  static override description =
    'Connector files are properties, a flat JSON map, or {name, config, initial_state}. A connector that is refused ends the worker with exit code 3.'
  static override strict = false
  static override usage = 'worker standalone WORKER.properties [CONNECTOR...]'
  static override examples = ['<%= config.bin %> worker standalone worker.properties connector1.properties']
  static override args = {
    settings: Args.string({ required: true, description: 'Worker settings: properties, YAML or JSON.' }),
  }
  static override flags = logFormatFlag

  async run(): Promise<WorkerResult> {
    const { argv, flags } = await this.parse(WorkerStandalone)
    const { runStandalone } = await import('../../worker/run-standalone.ts')
    return runStandalone(argv as string[], flags['log-format'], (line) => this.log(line))
  }
}
