import { getHeapStatistics } from 'node:v8'
import type { ConfigInfos, ConfigKeyInfo } from '../../connect-config/index.ts'
import type { Clock } from '../../kafka/clock.ts'
import type { Catalogue } from '../../plugins/index.ts'
import { describeModule } from '../../plugins/plugin-path/index.ts'
import { isFinalFailure } from '../error/final-failure.ts'
import { javaTrace } from '../error/java-trace.ts'
import { failedRecordOf } from '../error/retry-with-tolerance.ts'
import { ContextLogger, taskContext, workerContext } from '../logging/context-logger.ts'
import { LEVELS, type Level } from '../logging/logger-levels.ts'
import { type InlineFunctions, PluginFactory } from '../task/plugin-factory.ts'
import type { WorkerTask } from '../task/worker-task.ts'
import type { Config, ConnectorSpec, ControlApi, HostApi, HostInit, ReportedState, TaskSpec } from './host-api.ts'
import { loadCatalogue, moduleCode } from './host-catalogue.ts'
import { type HostMemory, hostMemory } from './host-memory.ts'
import { HostedConnector, holdingThread } from './hosted-connector.ts'
import { registryProxy } from './registry-proxy.ts'
import { type MessageEndpoint, type Remote, Rpc } from './rpc.ts'
import type { TaskBuilder } from './task-builder.ts'
import { type Owner, withOwner } from './task-owner.ts'
import { collectGarbage, trimHeap } from './trim-heap.ts'

export interface HostDeps {
  readonly clock: Clock
  /** Milliseconds, monotonic, with a fraction. */
  readonly preciseNow: () => number
  readonly random: () => number
  readonly inline: (control: Remote<ControlApi>) => InlineFunctions
}

interface Running {
  readonly task: WorkerTask
  readonly done: Promise<void>
}

interface Parts {
  readonly catalogue: Catalogue
  readonly factory: PluginFactory
}

const TICK_MS = 200
/** For the end of a task that code beside its loop has failed: last sends and commits. */
const STRAY_END_MS = 10_000
/** From the first connector or task until what loading it took is given back. */
const TRIM_AFTER_MS = 2_000

/** The side of a task host that runs in the worker thread: connectors and tasks by name, user code called from here alone. */
export class HostMain implements HostApi {
  readonly #init: HostInit
  readonly #deps: HostDeps
  readonly #control: Remote<ControlApi>
  readonly #connectors = new Map<string, HostedConnector>()
  readonly #tasks = new Map<string, Running>()
  /** Runs that are being put together, and those of them that were told to stop meanwhile. */
  readonly #building = new Set<string>()
  readonly #stopped = new Set<string>()
  readonly #liveness: Float64Array
  #levels: ReadonlyMap<string, Level>
  #parts: Promise<Parts> | null = null
  #builder: Promise<TaskBuilder> | null = null

  constructor(endpoint: MessageEndpoint, init: HostInit, deps: HostDeps) {
    this.#init = init
    this.#deps = deps
    this.#levels = init.levels
    this.#liveness = new Float64Array(init.liveness)
    this.#control = new Rpc<ControlApi>(endpoint, this).remote
    this.#tick()
  }

  liveMemory(): HostMemory {
    collectGarbage()
    return hostMemory(getHeapStatistics())
  }

  setLogLevels(levels: ReadonlyMap<string, Level>): void {
    this.#levels = levels
  }

  async startConnector(spec: ConnectorSpec): Promise<{ readonly version: string }> {
    const { factory } = await this.#load()
    const { definition, version } = await factory.connector(spec.className, spec.config)
    return withOwner({ connector: spec.name }, async () => {
      const logger = this.#logger(definition.classes[0] ?? definition.name, workerContext(spec.name))
      const hosted = holdingThread(
        this.#control,
        spec.name,
        () => new HostedConnector(definition.connector(), spec, this.#control, logger),
      )
      this.#connectors.set(spec.name, hosted)
      await hosted.start()
      return { version }
    })
  }

  async taskConfigs(name: string, maxTasks: number): Promise<readonly Config[]> {
    const connector = this.#connectors.get(name)
    if (connector === undefined) throw new Error(`Connector ${name} does not run here`)
    return withOwner({ connector: name }, () => connector.taskConfigs(maxTasks))
  }

  async stopConnector(name: string): Promise<void> {
    const connector = this.#connectors.get(name)
    this.#connectors.delete(name)
    if (connector) await withOwner({ connector: name }, () => connector.stop())
  }

  async validateConnector(...[config, worker]: Parameters<HostApi['validateConnector']>): Promise<ConfigInfos> {
    const { catalogue } = await this.#load()
    // Tasks do without it.
    const { validateConnectorConfig } = await import('../../connect-config/index.ts')
    return validateConnectorConfig(config, { catalogue, worker })
  }

  async pluginConfig(plugin: string, version: string | null): Promise<readonly ConfigKeyInfo[]> {
    const { catalogue } = await this.#load()
    return (await import('../herder/plugin-config.ts')).pluginConfig(catalogue, plugin, version)
  }

  async describeModule(module: Parameters<HostApi['describeModule']>[0]): ReturnType<HostApi['describeModule']> {
    return describeModule(module, await moduleCode(this.#control, module.hash))
  }

  async alterOffsets(
    className: string,
    kind: 'source' | 'sink',
    config: Config,
    offsets: Parameters<HostApi['alterOffsets']>[3],
  ): Promise<boolean> {
    const { factory } = await this.#load()
    const { definition } = await factory.connector(className, config)
    if (kind === 'source' && definition.kind === 'source')
      return (await definition.connector().alterOffsets?.(config, offsets)) ?? false
    if (definition.kind !== 'sink') return false
    const partitions = offsets.map(({ partition, offset }) => ({
      topic: String(partition['kafka_topic']),
      partition: Number(partition['kafka_partition']),
      offset: offset === null ? null : Number(offset['kafka_offset']),
    }))
    return (await definition.connector().alterOffsets?.(config, partitions)) ?? false
  }

  async exactlyOnceSupport(className: string, config: Config): ReturnType<HostApi['exactlyOnceSupport']> {
    const { factory } = await this.#load()
    const { definition } = await factory.connector(className, config)
    if (definition.kind !== 'source') return { support: null, boundaries: 'UNSUPPORTED' }
    const connector = definition.connector()
    return {
      support: connector.exactlyOnceSupport?.(config) ?? null,
      boundaries: connector.canDefineTransactionBoundaries?.(config) ?? 'UNSUPPORTED',
    }
  }

  async startTask(spec: TaskSpec): Promise<{ readonly version: string }> {
    this.#builder ??= this.#openBuilder()
    const builder = await this.#builder
    return withOwner({ run: spec.run }, async () => {
      this.#building.add(spec.run)
      const build = builder.build(spec, {
        onState: (state) => this.#report(spec.run, state, null),
        onLateFailure: (error) =>
          this.#logger(spec.connectorClass, taskContext(spec.id.connector, spec.id.task)).warn(
            'After being scheduled for shutdown, task threw an uncaught exception.',
            { error },
          ),
      })
      const { task, version } = await build.finally(() => this.#building.delete(spec.run))
      if (this.#stopped.delete(spec.run)) task.requestStop()
      const done = this.#live(spec.run, task)
      this.#tasks.set(spec.run, { task, done })
      return { version }
    })
  }

  async #live(run: string, task: WorkerTask): Promise<void> {
    try {
      await task.run()
      this.#report(run, 'STOPPED', null)
    } catch (error) {
      this.#report(run, 'FAILED', taskTrace(error), isFinalFailure(error))
    } finally {
      this.#tasks.delete(run)
    }
  }

  #report(run: string, state: ReportedState, trace: string | null, isFinal = false): void {
    this.#control.taskState(run, state, trace, isFinal).catch(() => {})
  }

  setTaskTarget(run: string, target: TaskSpec['target']): void {
    this.#tasks.get(run)?.task.setTarget(target)
  }

  requestCommit(run: string): void {
    this.#tasks.get(run)?.task.requestCommit()
  }

  async stopTask(run: string): Promise<void> {
    const running = this.#tasks.get(run)
    if (running === undefined) {
      if (this.#building.has(run)) this.#stopped.add(run)
      return
    }
    running.task.requestStop()
    await running.done
  }

  /**
   * An error that no call of ours led to: it fails the task or connector it came from, or, when that cannot be told, every task of this host.
   */
  strayError(error: unknown, owner: Owner | undefined): void {
    if (owner && 'connector' in owner) {
      this.#control.connectorFailed(owner.connector, javaTrace(error)).catch(() => {})
      return
    }
    const runs = owner ? [owner.run] : [...this.#tasks.keys()]
    for (const run of runs) this.#failTask(run, error)
    if (runs.length === 0)
      for (const name of this.#connectors.keys()) this.#control.connectorFailed(name, javaTrace(error)).catch(() => {})
  }

  /** What threw may be what the task waits for: one that does not come to its end is FAILED all the same. */
  #failTask(run: string, error: unknown): void {
    const running = this.#tasks.get(run)
    if (running === undefined) return
    const wasStopping = running.task.isStopping
    running.task.fail(error)
    if (wasStopping) return
    this.#deps.clock.after(STRAY_END_MS, () => {
      if (this.#tasks.get(run) === running) this.#report(run, 'FAILED', taskTrace(error), isFinalFailure(error))
    })
  }

  #load(): Promise<Parts> {
    if (this.#parts === null) {
      this.#parts = this.#assemble()
      this.#deps.clock.after(TRIM_AFTER_MS, trimHeap)
    }
    return this.#parts
  }

  async #assemble(): Promise<Parts> {
    const catalogue = await loadCatalogue(this.#init.catalogue, this.#control)
    const factory = new PluginFactory({
      catalogue,
      inline: this.#deps.inline(this.#control),
      converterContext: (isKey) => ({
        isKey,
        logger: this.#logger('org.apache.kafka.connect.storage.Converter', ''),
        registry: (props) => registryProxy(this.#control, props),
      }),
    })
    return { catalogue, factory }
  }

  async #openBuilder(): Promise<TaskBuilder> {
    const [{ factory }, { openTaskBuilder }] = await Promise.all([this.#load(), import('./open-task-builder.ts')])
    return openTaskBuilder({
      ...this.#deps,
      factory,
      control: this.#control,
      logger: ({ id }, name, scope) => this.#logger(name, taskContext(id.connector, id.task, scope)),
    })
  }

  #logger(name: string, context: string): ContextLogger {
    return new ContextLogger(
      { name, context },
      {
        sink: (entry) => void this.#control.log(entry).catch(() => {}),
        isEnabled: (logger, level) => this.#isEnabled(logger, level),
        now: () => this.#deps.clock.now(),
      },
    )
  }

  #isEnabled(logger: string, level: Level): boolean {
    for (let at = logger; ; at = at.slice(0, at.lastIndexOf('.'))) {
      const own = this.#levels.get(at) ?? (at.includes('.') ? undefined : (this.#levels.get('root') ?? 'INFO'))
      if (own) return LEVELS.indexOf(level) <= LEVELS.indexOf(own)
    }
  }

  /** Tells the control thread that this thread's event loop turns. */
  #tick(): void {
    this.#liveness[0] = this.#deps.clock.now()
    this.#liveness[1]! += 1
    this.#deps.clock.after(TICK_MS, () => this.#tick())
  }
}

/** A failed task's trace, with the line about the record that it failed on. */
export function taskTrace(error: unknown): string {
  const record = failedRecordOf(error)
  return record === undefined ? javaTrace(error) : `${javaTrace(error)}${record}\n`
}
