import { Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { pluginsOf } from '../plugin-flags.ts'
import { sessionFlags } from '../session-flags.ts'

export interface DevResult {
  readonly bootstrapServers: string
  readonly restUrl: string
  readonly registryUrl: string
}

export default class Dev extends BaseCommand {
  static override summary =
    'Broker, schema registry, worker and REST in one process; edits of pipeline files are applied as you save.'
  static override description =
    'Watches the files (default: everything below pipelines/). An edit is compiled and applied at once; a broken edit shows the mistakes and leaves what runs alone. Ends with Ctrl-C; data stays in --data-dir.'
  static override strict = false
  static override usage = 'dev [FILE...] [--data-dir DIR] [--port N] [--rest-port N] [--registry-port N]'
  static override examples = ['<%= config.bin %> dev', '<%= config.bin %> dev pipelines/orders.yaml --port 19092']
  static override flags = {
    ...sessionFlags,
    port: Flags.integer({
      default: 9092,
      summary: 'Port of the embedded broker; 0 = any free one.',
      min: 0,
      max: 65_535,
    }),
    'rest-port': Flags.integer({
      default: 8083,
      summary: 'Port of the REST API; 0 = any free one.',
      min: 0,
      max: 65_535,
    }),
    'registry-port': Flags.integer({
      default: 8081,
      summary: 'Port of the schema registry; 0 = any free one.',
      min: 0,
      max: 65_535,
    }),
  }

  async run(): Promise<DevResult> {
    const { argv, flags } = await this.parse(Dev)
    const { runDev } = await import('../dev/run-dev.ts')
    const plugins = await pluginsOf(flags)
    return runDev(argv as string[], {
      ...(plugins === null ? {} : { plugins }),
      dataDir: flags['data-dir'],
      brokerPort: flags.port,
      restPort: flags['rest-port'],
      registryPort: flags['registry-port'],
      logLevel: flags['log-level'],
      json: this.jsonEnabled(),
      ...(flags['bootstrap-server'] === undefined ? {} : { bootstrapServers: flags['bootstrap-server'] }),
    })
  }
}
