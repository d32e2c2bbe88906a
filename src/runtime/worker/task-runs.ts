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
import { FailedRuns } from './failed-runs.ts'
import { missingConnector } from './missing-connector.ts'
import { TaskLots } from './task-lots.ts'
import { newTaskRun, setRunState, type TaskRun } from './task-run.ts'
import { TaskRunIndex } from './task-run-index.ts'
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
  readonly #runs = new TaskRunIndex()
  readonly #failures: FailedRuns
  readonly #reloads: ConfigReloads
  readonly #lots = new TaskLots()
  /** Threads that still have a task which did not stop in time. */
  readonly #haunted = new WeakSet<TaskHost>()
  #lastRun = 0

  constructor(context: WorkerContext, worker: Pick<TaskSpecInput, 'worker' | 'exactlyOnce'>) {
    this.#context = context
    this.#worker = worker
    this.#failures = new FailedRuns(context, (run) => void this.#restart(run))
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
      if (before && !this.#runs.isLast(before)) return
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
      this.#failures.add(before)
    }
  }

  /** The run that a host names; throws when it is over. */
  of(runId: string): TaskRun {
    const run = this.#runs.named(runId)
    if (run === undefined) throw new ConnectException('The task is over')
    return run
  }

  find(runId: string): TaskRun | undefined {
    const run = this.#runs.named(runId)
    return run?.isCancelled ? undefined : run
  }

  has(id: ConnectorTaskId): boolean {
    return this.#runs.of(id) !== undefined
  }

  /** Failed ones too. */
  all(): readonly TaskRun[] {
    return this.#runs.last()
  }

  /** A pause ends the wait for a restart; going on after it begins the wait anew. */
  setTarget(id: ConnectorTaskId, target: TargetState): void {
    const run = this.#runs.of(id)
    if (run === undefined) return
    run.target = target
    if (!run.isOver) void run.host.remote.setTaskTarget(run.run, target).catch(() => {})
    else if (target === 'PAUSED') this.#failures.pause(run)
    else this.#failures.resume(run)
  }

  requestCommits(): void {
    for (const run of this.#runs.alive()) void run.host.remote.requestCommit(run.run).catch(() => {})
  }

  /** Stops them all within `timeoutMs`, together; who is late is cut off (S1.2, S13.7). */
  async stop(ids: readonly ConnectorTaskId[], timeoutMs: number): Promise<void> {
    for (const id of ids) {
      this.#failures.forget(id)
      this.#reloads.forget(taskName(id))
      this.#lots.forget(taskName(id))
    }
    const runs = ids.flatMap((id) => this.#runs.release(id) ?? [])
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
    const runs = this.#runs.aliveIn(host)
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
    const { id } = run
    const isOwned = this.#runs.isLast(run) && !run.isCancelled
    this.#finish(run, null)
    if (!isOwned) return
    this.#context
      .logger(taskContext(id.connector, id.task))
      .warn('The thread of several tasks was ended; this one goes on in another', { error })
    this.#sayRestarting(run)
    await this.#startAgain(run)
  }

  #failed(run: TaskRun, trace: string, isFinal: boolean): void {
    if (run.isOver) return
    const isOwned = this.#runs.isLast(run) && !run.isCancelled
    if (isOwned) this.#reloads.forget(taskName(run.id))
    run.trace = trace
    run.isRestartable = isOwned && !isFinal
    this.#failures.add(run, run.isRestartable && run.target === 'STARTED')
    this.#finish(run, { state: 'FAILED', trace })
  }

  /** Values of config providers have changed: the task is stopped and starts with the new ones. */
  async #reload(run: TaskRun): Promise<void> {
    const { id } = run
    const { clock, logger } = this.#context
    if (!this.#runs.isLast(run) || run.isOver) return
    logger(taskContext(id.connector, id.task)).info(
      'Values from config providers have changed: the task is started again with them',
    )
    this.#sayRestarting(run)
    const waiting = new AbortController()
    const timeoutMs = this.#worker.worker.settings['task.shutdown.graceful.timeout.ms']
    await this.#stop(run, delay(clock, timeoutMs, waiting.signal))
    waiting.abort()
    await this.#startAgain(run)
  }

  async #restart(run: TaskRun): Promise<void> {
    if (!this.#runs.isLast(run)) return
    this.#sayRestarting(run)
    await this.#startAgain(run)
  }

  #sayRestarting(run: TaskRun): void {
    this.#context.listener.onTask(run.id, { state: 'RESTARTING', trace: null, ...version(run) })
  }

  /** The task of a run that is over, from what is stored. */
  #startAgain(run: TaskRun): Promise<void> {
    return this.#start(run.id, run.rawConnector, run.rawTask, run.target, run)
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
    this.#runs.add(run)
    return run
  }

  /** The run is over; `report` null = it stopped as it was told to. A failed task stays known until it is stopped. */
  #finish(run: TaskRun, report: { readonly state: 'FAILED'; readonly trace: string | null } | null): void {
    if (run.isOver) return
    run.isOver = true
    setRunState(run, report?.state ?? 'UNASSIGNED', this.#context.clock.now())
    run.trace = report?.trace ?? null
    this.#runs.end(run)
    run.end()
    // A thread that was ended cannot leave its group by itself; the partitions should not wait for a session timeout.
    void run.leave().catch(() => {})
    void this.#context.pool.give(run.host).catch(() => {})
    if (report && !run.isCancelled) this.#context.listener.onTask(run.id, { ...report, ...version(run) })
  }
}

const version = (run: TaskRun) => (run.version === undefined ? {} : { version: run.version })
