import { startDistributed, startStandalone } from '../app/start-worker.ts'
import { ConfigException } from '../errors/index.ts'
import { formatLog, type LogSink } from '../runtime/index.ts'

export { type Broker, type BrokerOptions, startBroker } from '../broker/index.ts'

export interface WorkerConnector {
  readonly name: string
  /** Kafka Connect's keys. */
  readonly config: Readonly<Record<string, string>>
  /** Default RUNNING. */
  readonly initialState?: 'RUNNING' | 'PAUSED' | 'STOPPED'
}

export interface WorkerOptions {
  /** Kafka Connect's worker settings. With `group.id` the worker joins that group, without it stands alone. */
  readonly settings: Readonly<Record<string, string>>
  /** What a worker that stands alone runs from the start. */
  readonly connectors?: readonly WorkerConnector[]
  /** Takes log entries; default: lines as Kafka Connect writes them, to stderr. */
  readonly log?: LogSink
}

export interface EmbeddedWorker extends AsyncDisposable {
  /** Its REST API. */
  readonly url: string
  /** `host:port`, as statuses name it. */
  readonly workerId: string
  /** Stops tasks and connectors as a signal would, commits what is delivered, and leaves the group. */
  stop(): Promise<void>
}

const toStderr: LogSink = (entry) => void process.stderr.write(formatLog(entry))

/**
 * Runs a worker inside this process: what `pipeline worker standalone` and `distributed` run. Tasks have threads of their own. Resolves when the REST
 * API answers (and the group is joined); rejects with ConfigException for settings that are wrong, and with what a connector was refused for.
 */
export async function startWorker({
  settings,
  connectors = [],
  log = toStderr,
}: WorkerOptions): Promise<EmbeddedWorker> {
  const isGroup = (settings['group.id'] ?? '') !== ''
  if (isGroup && connectors.length > 0)
    throw new ConfigException(
      'A worker with a group.id takes its connectors from its group: create them over REST or deploy them',
    )
  const worker = isGroup
    ? await startDistributed(settings, { log })
    : await startStandalone(settings, connectors, { log })
  return {
    url: worker.restUrl,
    workerId: worker.herder.workerId,
    stop: () => worker.stop(),
    [Symbol.asyncDispose]: () => worker.stop(),
  }
}
