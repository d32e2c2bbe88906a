import { ConnectException, PipelineError } from '../../errors/index.ts'
import { delay } from '../../kafka/clock.ts'
import { ConfigReloads } from '../config-provider/config-reloads.ts'
import { isFinalFailure } from '../error/final-failure.ts'
import { javaTrace } from '../error/java-trace.ts'
import { type ConnectorTaskId, type TargetState, taskName } from '../herder/connector-state.ts'
import type { ReportedState } from '../host/host-api.ts'
import type { TaskHost } from '../host/task-host.ts'
import { taskContext } from '../logging/context-logger.ts'
import { TaskCounters } from '../metrics/task-counters.ts'
import { missingConnector } from './missing-connector.ts'
import { TaskLots } from './task-lots.ts'
import { type PlannedRestart, TaskRestarts } from './task-restarts.ts'
import { newTaskRun, setRunState, type TaskRun } from './task-run.ts'
import { type TaskSpecInput, taskSpec } from './task-spec.ts'
import { whereabouts } from './whereabouts.ts'
import { settledOrLate } from './within.ts'
import type { WorkerContext } from './worker-context.ts'

type Config = Readonly<Record<string, string>>

/** A start that takes longer goes on by itself. */
const START_WAIT_MS = 10_000

/** The tasks of a worker, each in a host (`WorkerTask`, S13.5 to S13.7). */
export class TaskRuns {
  readonly #context: WorkerContext
  readonly #worker: Pick<TaskSpecInput, 'worker' | 'exactlyOnce'>
  /** By the text that hosts name a run with; those that are not over. */
  readonly #alive = new Map<string, TaskRun>()
  /** By task: the last run, also when it failed. */
  readonly #byTask = new Map<string, TaskRun>()
  readonly #restarts: TaskRestarts
  readonly #reloads: ConfigReloads
  readonly #lots = new TaskLots()
  /** Threads that still have a task which did not stop in time. */
  readonly #haunted = new WeakSet<TaskHost>()
  #lastRun = 0

  constructor(context: WorkerContext, worker: Pick<TaskSpecInput, 'worker' | 'exactlyOnce'>) {
    this.#context = context
    this.#worker = worker
    this.#restarts = new TaskRestarts(context)
    this.#reloads = new ConfigReloads({
      ...context,
      onFailure: (name, error) =>
        context.logger('').warn(`Could not look up the values of task ${name} again; they stay as they are`, { error }),
    })
  }

  /** Never rejects: a failure is reported as FAILED. Resolves when the task begins its life, or is slow to. */
  async start(id: ConnectorTaskId, rawConnector: Config, rawTask: Config, target: TargetState): Promise<void> {
    await settledOrLate(this.#context.clock, START_WAIT_MS, this.#start(id, rawConnector, rawTask, target))
  }

  /** `before`: the failed run that this start follows by itself; whoever stopped that meanwhile, stopped this as well. */
  async #start(
    id: ConnectorTaskId,
    rawConnector: Config,
    rawTask: Config,
    target: TargetState,
    before?: TaskRun,
  ): Promise<void> {
    const { metrics, listener, logger, connectorOf, resolve } = this.#context
    let run: TaskRun | undefined
    try {
      const connectorConfig = await resolve(rawConnector)
      const taskConfig = await resolve(rawTask, connectorConfig)
      if (before && this.#byTask.get(taskName(id)) !== before) return
      const listing = connectorOf(connectorConfig)
      if (listing === undefined)
        throw missingConnector(connectorConfig['connector.class'] ?? '', this.#context.workerId)
      const { kind } = listing
      const started = before?.target ?? target
      const opened = this.#open(id, kind, { connectorConfig, rawConnector, rawTask, target: started })
      run = opened
      const configs = { raw: [rawConnector, rawTask], resolved: [connectorConfig, taskConfig] }
      this.#reloads.watch(taskName(id), configs, () => void this.#reload(opened))
      const spec = taskSpec({
        ...this.#worker,
        ...{ id, run: run.run, kind, connectorConfig, taskConfig, target: started },
        counters: run.counters.buffer,
        secrets: this.#context.secretsIn(rawConnector),
      })
      run.consumer = spec.consumer ?? null
      run.version = listing.version
      run.plugins = this.#context.pluginsOf(spec)
      const { version } = await run.host.remote.startTask(spec)
      if (version !== '') run.version = version
      metrics.taskStarts.succeeded()
    } catch (error) {
      metrics.taskStarts.failed()
      if (run?.isOver) return
      logger(taskContext(id.connector, id.task)).error('Failed to start the task', { error })
      const trace = javaTrace(error)
      if (run) return this.#failed(run, trace, isFinalFailure(error))
      listener.onTask(id, { state: 'FAILED', trace })
      if (before === undefined) return
      before.trace = trace
      this.#logFailure(before, this.#planRestart(before))
    }
  }

  /** The run that a host names; throws when it is over. */
  of(runId: string): TaskRun {
    const run = this.#alive.get(runId)
    if (run === undefined) throw new ConnectException('The task is over')
    return run
  }

  find(runId: string): TaskRun | undefined {
    const run = this.#alive.get(runId)
    return run?.isCancelled ? undefined : run
  }

  has(id: ConnectorTaskId): boolean {
    return this.#byTask.has(taskName(id))
  }

  /** Failed ones too. */
  all(): readonly TaskRun[] {
    return [...this.#byTask.values()]
  }

  /** A pause ends the wait for a restart; going on after it begins the wait anew. */
  setTarget(id: ConnectorTaskId, target: TargetState): void {
    const run = this.#byTask.get(taskName(id))
    if (run === undefined) return
    run.target = target
    if (!run.isOver) void run.host.remote.setTaskTarget(run.run, target).catch(() => {})
    else if (target === 'PAUSED') {
      run.isRestartPlanned = false
      this.#restarts.forget(taskName(id))
    } else if (run.isRestartable && !this.#restarts.isPlanned(taskName(id)))
      this.#logFailure(run, this.#planRestart(run))
  }

  requestCommits(): void {
    for (const run of this.#alive.values()) void run.host.remote.requestCommit(run.run).catch(() => {})
  }

  /** Stops them all within `timeoutMs`, together; who is late is cut off (S1.2, S13.7). */
  async stop(ids: readonly ConnectorTaskId[], timeoutMs: number): Promise<void> {
    const runs = ids.flatMap((id) => this.#byTask.get(taskName(id)) ?? [])
    for (const id of ids) {
      this.#restarts.forget(taskName(id))
      this.#reloads.forget(taskName(id))
      this.#lots.forget(taskName(id))
    }
    for (const run of runs) this.#byTask.delete(taskName(run.id))
    const waiting = new AbortController()
    const late = delay(this.#context.clock, timeoutMs, waiting.signal)
    await Promise.all(runs.map((run) => this.#stop(run, late)))
    waiting.abort()
  }

  async #stop(run: TaskRun, late: Promise<void>): Promise<void> {
    if (run.isOver) return
    run.host.remote.stopTask(run.run).catch(() => {})
    await Promise.race([run.over, late])
    if (run.isOver) return
    run.isCancelled = true
    const { pool, logger } = this.#context
    logger(taskContext(run.id.connector, run.id.task)).warn(
      'The task did not stop in time and is ended; its last offsets are not committed',
    )
    if (pool.isShared(run.host)) this.#haunted.add(run.host)
    else await run.host.kill(new PipelineError('SLW4002', `Task ${taskName(run.id)} did not stop in time.`))
    this.#finish(run, null)
  }

  /** What a host says of a task. */
  reported(runId: string, state: ReportedState, trace: string | null, isFinal: boolean): void {
    const run = this.find(runId)
    if (run === undefined) return
    if (state === 'STOPPED') {
      this.#finish(run, null)
      return
    }
    if (state === 'FAILED') {
      this.#failed(run, trace ?? '', isFinal)
      return
    }
    setRunState(run, state, this.#context.clock.now())
    this.#context.listener.onTask(run.id, { state, trace, ...version(run) })
  }

  /** Its thread is gone. */
  lost(host: TaskHost, error: Error): void {
    const runs = [...this.#alive.values()].filter((each) => each.host === host)
    if (runs.length > 1 || this.#haunted.has(host)) {
      this.#lots.split(runs.map(({ id }) => taskName(id)))
      for (const run of runs) void this.#moveOn(run, error)
      return
    }
    for (const run of runs) {
      const where = whereabouts(run)
      this.#failed(run, `${javaTrace(error)}${where === '' ? '' : `${where}\n`}`, isFinalFailure(error))
    }
  }

  /** The thread that it shared is gone, by whosever fault. */
  async #moveOn(run: TaskRun, error: Error): Promise<void> {
    const { id, rawConnector, rawTask, target } = run
    const isOwned = this.#byTask.get(taskName(id)) === run && !run.isCancelled
    this.#finish(run, null)
    if (!isOwned) return
    const { listener, logger } = this.#context
    logger(taskContext(id.connector, id.task)).warn(
      'The thread of several tasks was ended; this one goes on in another',
      {
        error,
      },
    )
    listener.onTask(id, { state: 'RESTARTING', trace: null, ...version(run) })
    await this.#start(id, rawConnector, rawTask, target, run)
  }

  #failed(run: TaskRun, trace: string, isFinal: boolean): void {
    if (run.isOver) return
    const isOwned = this.#byTask.get(taskName(run.id)) === run && !run.isCancelled
    if (isOwned) this.#reloads.forget(taskName(run.id))
    run.trace = trace
    run.isRestartable = isOwned && !isFinal
    const restart = run.isRestartable && run.target === 'STARTED' ? this.#planRestart(run) : null
    this.#logFailure(run, restart)
    this.#finish(run, { state: 'FAILED', trace })
  }

  #planRestart(run: TaskRun): PlannedRestart | null {
    const ranMs = run.state === 'RUNNING' ? this.#context.clock.now() - run.stateSince : 0
    const restart = this.#restarts.plan(taskName(run.id), run.connectorConfig, ranMs, () => void this.#restart(run))
    run.isRestartPlanned = restart !== null
    return restart
  }

  /** Values of config providers have changed: the task is stopped and starts with the new ones. */
  async #reload(run: TaskRun): Promise<void> {
    const { id, rawConnector, rawTask, target } = run
    const { clock, listener, logger } = this.#context
    if (this.#byTask.get(taskName(id)) !== run || run.isOver) return
    logger(taskContext(id.connector, id.task)).info(
      'Values from config providers have changed: the task is started again with them',
    )
    listener.onTask(id, { state: 'RESTARTING', trace: null, ...version(run) })
    const waiting = new AbortController()
    const timeoutMs = this.#worker.worker.settings['task.shutdown.graceful.timeout.ms']
    await this.#stop(run, delay(clock, timeoutMs, waiting.signal))
    waiting.abort()
    await this.#start(id, rawConnector, rawTask, target, run)
  }

  async #restart(run: TaskRun): Promise<void> {
    const { id, rawConnector, rawTask, target } = run
    if (this.#byTask.get(taskName(id)) !== run) return
    this.#context.listener.onTask(id, { state: 'RESTARTING', trace: null, ...version(run) })
    await this.#start(id, rawConnector, rawTask, target, run)
  }

  #logFailure({ id, trace, connectorConfig }: TaskRun, restart: PlannedRestart | null): void {
    const most = connectorConfig['errors.restart.max.attempts'] ?? ''
    const what =
      restart === null
        ? 'will not recover until manually restarted'
        : `is started again in ${restart.delayMs} ms (attempt ${restart.attempt}${most.trim() === '-1' ? '' : ` of ${most.trim()}`})`
    this.#context
      .logger(taskContext(id.connector, id.task))
      .error(`Task ${taskName(id)} failed and ${what}`, trace === null ? {} : { trace })
  }

  #open(
    id: ConnectorTaskId,
    kind: 'source' | 'sink',
    configs: Pick<TaskRun, 'connectorConfig' | 'rawConnector' | 'rawTask' | 'target'>,
  ): TaskRun {
    const { clock, metrics, pool } = this.#context
    const own = configs.connectorConfig['task.isolation']
    const isolation = own === 'thread' || own === 'shared' ? own : this.#worker.worker.settings['task.isolation']
    const run = newTaskRun({
      ...{ id, kind, ...configs },
      writesOffsetsItself: kind === 'source' && this.#worker.exactlyOnce !== null,
      run: `${taskName(id)}@${++this.#lastRun}`,
      counters: new TaskCounters(() => clock.now(), metrics.windows),
      host: this.#lots.take(taskName(id), pool) ?? pool.take(`task-thread-${taskName(id)}`, isolation),
      startedAt: clock.now(),
    })
    this.#alive.set(run.run, run)
    this.#byTask.set(taskName(id), run)
    return run
  }

  /** The run is over; `report` null = it stopped as it was told to. A failed task stays known until it is stopped. */
  #finish(run: TaskRun, report: { readonly state: 'FAILED'; readonly trace: string | null } | null): void {
    if (run.isOver) return
    run.isOver = true
    setRunState(run, report?.state ?? 'UNASSIGNED', this.#context.clock.now())
    run.trace = report?.trace ?? null
    this.#alive.delete(run.run)
    run.end()
    // A thread that was ended cannot leave its group by itself; the partitions should not wait for a session timeout.
    void run.leave().catch(() => {})
    void this.#context.pool.give(run.host).catch(() => {})
    if (report && !run.isCancelled) this.#context.listener.onTask(run.id, { ...report, ...version(run) })
  }
}

const version = (run: TaskRun) => (run.version === undefined ? {} : { version: run.version })
