import { ConnectException } from '../../errors/index.ts'
import { ConfigReloads } from '../config-provider/config-reloads.ts'
import { reverseTransform } from '../config-provider/resolve-config.ts'
import { javaTrace } from '../error/java-trace.ts'
import type { TargetState } from '../herder/connector-state.ts'
import type { TaskHost } from '../host/task-host.ts'
import { workerContext } from '../logging/context-logger.ts'
import { warnOfClientConfig } from './client-warnings.ts'
import { ConnectorThread } from './connector-thread.ts'
import { missingConnector } from './missing-connector.ts'
import { connectorTaskConfigs } from './task-configs.ts'
import { hasTopicCreation } from './task-spec.ts'
import { checkTopicCreation } from './topic-creation.ts'
import { settledOrLate, within } from './within.ts'
import type { WorkerContext } from './worker-context.ts'

type Config = Readonly<Record<string, string>>

interface Entry {
  readonly raw: Config
  readonly host: TaskHost
  /** Calls of its code under way. */
  busy: number
  /** One of them at least does not wait for its turn any more. */
  hasBegun: boolean
  /** The start that replaces it: its thread was lost, by the fault of another. */
  again: Promise<boolean> | null
}

/** A start that takes longer goes on by itself, so that a connector that hangs does not hold up the others. */
const START_WAIT_MS = 5_000
const STOP_MS = 5_000
const TASK_CONFIGS_MS = 60_000

/** The connector instances of a worker, all in one host (`WorkerConnector`, S13). */
export class ConnectorRuns {
  readonly #context: WorkerContext
  readonly #running = new Map<string, Entry>()
  /** Connectors that failed, with the configuration they failed with: only a restart, a stop or another configuration revives them. */
  readonly #failed = new Map<string, Config>()
  readonly #thread: ConnectorThread
  readonly #reloads: ConfigReloads
  /** Connectors that are being started again with new values of config providers; who stops or starts one meanwhile takes it out. */
  readonly #reloading = new Set<string>()

  constructor(context: WorkerContext) {
    this.#context = context
    this.#thread = new ConnectorThread(context)
    this.#reloads = new ConfigReloads({
      ...context,
      onFailure: (name, error) =>
        context.logger(workerContext(name)).warn('Could not look up values of config providers again; they stay', {
          error,
        }),
    })
  }

  isRunning(name: string): boolean {
    return this.#running.has(name)
  }

  names(): readonly string[] {
    return [...this.#running.keys()]
  }

  /**
   * Starts an instance, or reports that the connector rests. Never rejects: a failure is reported as FAILED. true when it runs; one that is
   * slow to start reports RUNNING later, and asks for its task configurations then.
   */
  async start(name: string, raw: Config, target: TargetState): Promise<boolean> {
    this.#reloading.delete(name)
    if (this.#failed.get(name) === raw && target !== 'STOPPED') return false
    this.#failed.delete(name)
    if (target !== 'STARTED') {
      this.#context.listener.onConnector(name, { state: target, trace: null, ...this.#version(raw) })
      return false
    }
    let isLate = false
    let hasAnswered = false
    const start = this.#start(name, raw).then((isRunning) => {
      hasAnswered = true
      if (isRunning && isLate) this.#context.listener.onReconfigure(name)
      return isRunning
    })
    await settledOrLate(this.#context.clock, START_WAIT_MS, start)
    isLate = true
    const entry = this.#running.get(name)
    if (entry?.raw !== raw) return false
    // Its task configurations may be asked for meanwhile: that it is busy does not say that it is late.
    if (!hasAnswered) this.#late(name, raw)
    return hasAnswered
  }

  /** A Java worker says nothing of such a connector, and its status is 404 for as long. */
  #late(name: string, raw: Config): void {
    const what = `start() of connector ${name} has not returned for ${START_WAIT_MS / 1000} s. It stays UNASSIGNED, without tasks, until it does.`
    this.#context.logger(workerContext(name)).warn(what)
    this.#context.listener.onConnector(name, { state: 'UNASSIGNED', trace: what, ...this.#version(raw) })
  }

  async #start(name: string, raw: Config): Promise<boolean> {
    const { metrics, listener, logger } = this.#context
    let entry: Entry | undefined
    try {
      const config = await this.#context.resolve(raw)
      const className = (config['connector.class'] ?? '').trim()
      const listing = this.#context.connectorOf(config)
      if (listing === undefined) throw missingConnector(className, this.#context.workerId)
      if (listing.kind === 'source' && this.#context.createsTopics && hasTopicCreation(config))
        await checkTopicCreation(config)
      warnOfClientConfig(config, '.override.', logger(workerContext(name)))
      const host = this.#thread.host()
      entry = { raw, host, busy: 0, hasBegun: false, again: null }
      this.#running.set(name, entry)
      this.#reloads.watch(name, { raw: [raw], resolved: [config] }, () => void this.#reload(name, raw))
      const { version } = await busily(entry, () => host.remote.startConnector({ name, className, config }))
      if (this.#running.get(name) !== entry) return false
      metrics.connectorStarts.succeeded()
      listener.onConnector(name, { state: 'RUNNING', trace: null, ...this.#version(raw, version) })
      return true
    } catch (error) {
      if (entry?.again) return entry.again
      if (entry !== undefined && this.#running.get(name) !== entry) return false
      metrics.connectorStarts.failed()
      logger(workerContext(name)).error('Failed to start the connector', { error })
      this.#fail(name, raw, javaTrace(error))
      return false
    }
  }

  /** A failed connector may start again with the configuration it has: its restart was asked for. */
  forgetFailure(name: string): void {
    this.#failed.delete(name)
  }

  /** Stops the instance; one that does not come back in time is left behind. Never rejects. */
  async stop(name: string): Promise<void> {
    this.#reloading.delete(name)
    await this.#stop(name)
  }

  async #stop(name: string): Promise<void> {
    this.#reloads.forget(name)
    const entry = this.#running.get(name)
    if (entry === undefined) return
    this.#running.delete(name)
    try {
      const stop = entry.host.remote.stopConnector(name)
      await within(this.#context.clock, STOP_MS, stop, `Connector ${name} did not stop in time`)
    } catch (error) {
      this.#context.logger(workerContext(name)).warn('Failure while the connector was stopped', { error })
    }
  }

  /** Values of config providers have changed: the instance is stopped and starts with the new ones. */
  async #reload(name: string, raw: Config): Promise<void> {
    const { listener, logger } = this.#context
    if (this.#running.get(name)?.raw !== raw) return
    logger(workerContext(name)).info(
      'Values from config providers have changed: the connector is started again with them',
    )
    this.#reloading.add(name)
    await this.#stop(name)
    if (!this.#reloading.delete(name)) return
    if (await this.#start(name, raw)) listener.onReconfigure(name)
  }

  /** The connector's task configurations as they are stored: references unresolved, `task.class` and topics added (S3.6). */
  async taskConfigs(name: string, raw: Config): Promise<readonly Config[]> {
    const entry = this.#running.get(name)
    if (entry === undefined) throw new ConnectException(`Connector ${name} is not running`)
    const config = await this.#context.resolve(raw)
    const made = await this.#made(name, entry, Number(config['tasks.max'] ?? 1)).catch((error: unknown) => {
      if (entry.again === null) throw error
    })
    if (made === undefined) {
      await entry.again
      return this.taskConfigs(name, raw)
    }
    const className = this.#context.connectorOf(config)?.className ?? (config['connector.class'] ?? '').trim()
    const configs = connectorTaskConfigs(name, className, config, made, (message) =>
      this.#context.logger(workerContext(name)).warn(message),
    )
    return reverseTransform(raw, configs)
  }

  /** A connector that does not answer is failed: asking it again would only wait behind the same call. */
  async #made(name: string, entry: Entry, maxTasks: number): Promise<readonly Config[]> {
    const call = busily(entry, () => entry.host.remote.taskConfigs(name, maxTasks))
    await settledOrLate(this.#context.clock, TASK_CONFIGS_MS, call)
    if (entry.busy === 0) return call
    call.catch(() => {})
    const error = new ConnectException(`taskConfigs of connector ${name} did not return within ${TASK_CONFIGS_MS} ms`)
    this.failed(name, javaTrace(error))
    throw error
  }

  /** The instance said that it failed, or threw where nobody waited. */
  failed(name: string, trace: string): void {
    const entry = this.#running.get(name)
    if (entry === undefined) return
    this.#fail(name, entry.raw, trace, entry)
  }

  /** See `ConnectorThread.asked`. */
  asked<T>(what: string, call: (host: TaskHost['remote']) => Promise<T>): Promise<T> {
    return this.#thread.asked(what, call)
  }

  /** See `ControlApi.connectorCode`. */
  holdsThread(name: string | null): void {
    this.#thread.isHeldBy(name)
    const entry = name === null ? undefined : this.#running.get(name)
    if (entry) entry.hasBegun = true
  }

  /**
   * Its host is gone. Whose code held the thread is to blame, else who has a call under way that has begun; when somebody is, the other
   * connectors are started again, and what was asked of them is asked again.
   */
  lost(host: TaskHost, error: Error): void {
    const lost = [...this.#running].filter(([, entry]) => entry.host === host)
    const holder = this.#thread.lost(host)
    const isToBlame = ([name, entry]: (typeof lost)[number]) => (holder === null ? entry.hasBegun : name === holder)
    const isBlamed = holder !== null || this.#thread.isAsked || lost.some(isToBlame)
    for (const [name, entry] of lost) {
      this.#running.delete(name)
      if (isBlamed && !isToBlame([name, entry])) entry.again = this.#start(name, entry.raw)
      else this.#fail(name, entry.raw, javaTrace(error))
    }
  }

  #fail(name: string, raw: Config, trace: string, entry?: Entry): void {
    this.#failed.set(name, raw)
    this.#context.listener.onConnector(name, { state: 'FAILED', trace, ...this.#version(raw) })
    if (entry) void this.stop(name)
    else this.#running.delete(name)
  }

  #version(raw: Config, own = ''): { readonly version?: string } {
    const version = own === '' ? this.#context.connectorOf(raw)?.version : own
    return version === undefined ? {} : { version }
  }
}

async function busily<T>(entry: Pick<Entry, 'busy' | 'hasBegun'>, call: () => Promise<T>): Promise<T> {
  entry.busy++
  try {
    return await call()
  } finally {
    if (--entry.busy === 0) entry.hasBegun = false
  }
}
