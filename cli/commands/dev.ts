import { BaseCommand } from '../base-command.ts'
import { pluginsOf } from '../plugin-flags.ts'
import { portFlag, sessionFlags } from '../session-flags.ts'

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
    port: portFlag('the embedded broker', 9092),
    'rest-port': portFlag('the REST API', 8083),
    'registry-port': portFlag('the schema registry', 8081),
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
