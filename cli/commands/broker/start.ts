import { Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { pair } from '../../broker/cluster-flags.ts'
import { abortOnSignal } from '../../signals.ts'

export default class BrokerStart extends BaseCommand {
  static override summary = 'Run the embedded Kafka broker until a signal.'
  static override description =
    'Prints one line when it is ready. It serves this machine alone unless --host says otherwise. It is for development, CI and the edge; production is Apache Kafka.'
  static override examples = [
    '<%= config.bin %> broker start --port 9092 --data-dir .sluiceway/broker',
    '<%= config.bin %> broker start --config num.partitions=6 --config log.flush.interval.messages=1',
  ]
  static override flags = {
    port: Flags.integer({ default: 9092, summary: 'Port to listen on; 0 = any free one.', min: 0, max: 65_535 }),
    host: Flags.string({ default: '127.0.0.1', summary: 'Address to listen on.' }),
    'advertised-host': Flags.string({ summary: 'Address that clients are told to connect to; default --host.' }),
    'data-dir': Flags.string({ default: '.sluiceway/broker', summary: 'Where topics are kept.', helpValue: 'DIR' }),
    config: Flags.string({ multiple: true, summary: "One of Kafka's broker settings.", helpValue: 'NAME=VALUE' }),
  }

  async run(): Promise<{ readonly bootstrapServers: string; readonly clusterId: string }> {
    const { flags } = await this.parse(BrokerStart)
    const { startBroker } = await import('../../../src/broker/index.ts')
    using signal = abortOnSignal()
    const report = (message: string, error?: unknown) =>
      this.logToStderr(error instanceof Error ? `${message}: ${error.message}` : message)
    const broker = await startBroker({
      dataDir: flags['data-dir'],
      host: flags.host,
      port: flags.port,
      config: Object.fromEntries((flags.config ?? []).map(pair)),
      logger: { debug() {}, warn: report, error: report },
      ...(flags['advertised-host'] === undefined ? {} : { advertisedHost: flags['advertised-host'] }),
    })
    const { bootstrapServers, clusterId } = broker
    const reach =
      flags.host === '127.0.0.1' || flags.host === 'localhost' ? 'this machine only' : `address ${flags.host}`

    if (this.jsonEnabled()) this.logJson({ bootstrapServers, clusterId })
    else this.log(`Kafka broker ready at ${bootstrapServers} (${reach}), data in ${flags['data-dir']}`)
    if (!signal.aborted) {
      await new Promise<void>((resolve) => {
        const keepAlive = setInterval(() => {}, 1 << 30)
        signal.addEventListener('abort', () => {
          clearInterval(keepAlive)
          resolve()
        })
      })
    }
    await broker.close()
    return { bootstrapServers, clusterId }
  }

  /** The line with `--json` was printed when the broker got ready. */
  protected override toSuccessJson(): unknown {
    return undefined
  }
}
