import type { Logger, OffsetReader, SinkDefinition, SourceDefinition } from '../../api/index.ts'
import type { Clock } from '../../kafka/clock.ts'
import { LogReporter } from '../error/log-reporter.ts'
import { type ErrorReporter, RetryWithTolerance } from '../error/retry-with-tolerance.ts'
import type { Place } from '../error/stage.ts'
import { type ToleranceSettings, toleranceConfig } from '../error/tolerance-settings.ts'
import { LOGGERS } from '../logging/framework-loggers.ts'
import { TaskCounters } from '../metrics/task-counters.ts'
import { TaskTimers } from '../metrics/task-timers.ts'
import { closePlugins, type TaskPlugins } from '../task/chain/task-chain.ts'
import type { TaskConsumer, TaskProducer, TransactionalTaskProducer } from '../task/kafka-ports.ts'
import { listOf, type PluginFactory } from '../task/plugin-factory.ts'
import { ErrantReports } from '../task/sink/errant-reports.ts'
import { reconverter } from '../task/sink/reconvert.ts'
import { sinkChain } from '../task/sink/sink-chain.ts'
import { SinkContext } from '../task/sink/sink-context.ts'
import { SinkTaskLoop } from '../task/sink/sink-task-loop.ts'
import { ExactlyOnceSourceLoop } from '../task/source/exactly-once-source-loop.ts'
import { sourceChain } from '../task/source/source-chain.ts'
import { SourceTaskLoop } from '../task/source/source-task-loop.ts'
import type { SourceOffset } from '../task/source/submitted-records.ts'
import { CreatingTopicGate, OpenTopicGate } from '../task/source/topic-gate.ts'
import {
  ConnectorBoundary,
  intervalBoundary,
  pollBoundary,
  type TransactionBoundary,
} from '../task/source/transaction-boundary.ts'
import type { TaskStateListener, WorkerTask } from '../task/worker-task.ts'
import { SinkTracing } from '../tracing/sink-tracing.ts'
import { SourceTracing } from '../tracing/source-tracing.ts'
import { TaskTracer } from '../tracing/task-tracer.ts'
import { type DeadLettersInput, sinkDeadLetters, sourceDeadLetters } from './dead-letters.ts'
import type { Config, ControlApi, ExactlyOnceSpec, TaskSpec } from './host-api.ts'
import type { Remote } from './rpc.ts'

export interface TaskBuilderDeps {
  readonly factory: PluginFactory
  readonly control: Remote<ControlApi>
  readonly clock: Clock
  /** Milliseconds, monotonic, with a fraction. */
  readonly preciseNow: () => number
  readonly random: () => number
  readonly producer: (properties: Config) => TransactionalTaskProducer
  readonly consumer: (spec: TaskSpec) => TaskConsumer
  /** A logger of that name with the task's MDC context. */
  readonly logger: (spec: TaskSpec, name: string, scope?: 'offsets') => Logger
}

export interface BuiltTask {
  readonly task: WorkerTask
  readonly version: string
}

const CLOSE_TIMEOUT_MS = 30_000

/** Puts a task together from its specification: plugins, clients, tolerance, loop. What was made before a failure is released. */
export class TaskBuilder {
  readonly #deps: TaskBuilderDeps

  constructor(deps: TaskBuilderDeps) {
    this.#deps = deps
  }

  async build(spec: TaskSpec, listener: TaskStateListener): Promise<BuiltTask> {
    const releases: (() => void | Promise<void>)[] = []
    const release = async () => {
      for (const each of releases.splice(0).reverse()) await each()
    }
    try {
      const { definition, version } = await this.#deps.factory.connector(spec.connectorClass, spec.connectorConfig)
      const plugins = await this.#deps.factory.plugins(spec)
      releases.push(() => closePlugins(plugins))
      const parts: TaskParts = {
        spec,
        plugins,
        releases,
        release,
        listener,
        counters: new TaskCounters(() => this.#deps.clock.now(), spec.counters),
        settings: toleranceConfig.parse(spec.connectorConfig),
        logger: this.#deps.logger(spec, loopLogger(spec)),
        stopping: new AbortController(),
      }
      const task = await (definition.kind === 'source'
        ? this.#source(definition, parts)
        : this.#sink(definition, parts))
      return { task, version }
    } catch (error) {
      await release().catch(() => {})
      throw error
    }
  }

  async #source(definition: SourceDefinition, parts: TaskParts): Promise<WorkerTask> {
    const { spec, plugins, releases, counters, logger } = parts
    const { control, clock } = this.#deps
    const tracing = this.#tracer(spec, (tracer) => new SourceTracing(tracer, spec.exactlyOnce?.offsetsTopic ?? null))
    const client = this.#deps.producer(spec.producer ?? {})
    const producer = tracing?.producer(client) ?? client
    releases.push(() => producer.close({ timeoutMs: CLOSE_TIMEOUT_MS }))
    const beside: Pick<TaskProducer, 'send'> = { send: (record, callback) => loop.sendBeside(record, callback) }
    const header = plugins.headerConverter.converter
    const deadLetters = await sourceDeadLetters(this.#deadLetters(parts), beside, this.#deps.factory, header)
    const reporters = [...(deadLetters === null ? [] : [deadLetters]), ...this.#logReporters(parts)]
    const tolerance = this.#tolerance(parts, reporters)
    const offsetReader: OffsetReader = {
      offset: async (partition) => (await control.readOffsets(spec.run, [partition]))[0] ?? null,
      offsets: (partitions) => control.readOffsets(spec.run, partitions),
    }
    const chain = sourceChain(plugins, tolerance)
    const timers = this.#timers(spec, chain.places)
    const saw = (topic: string) => void control.sawTopic(spec.run, topic).catch(() => {})
    const boundary = spec.exactlyOnce && boundaryOf(spec.exactlyOnce, clock)
    const task = definition.task()
    if (spec.createsTopics && listOf(spec.connectorConfig['topic.creation.groups']).includes('default'))
      logger.warn("'default' topic creation group always exists and does not need to be listed explicitly")
    const options = {
      task: tracing?.task(task) ?? task,
      context: {
        connectorName: spec.id.connector,
        taskId: spec.id.task,
        logger: this.#deps.logger(spec, taskClassOf(spec)),
        offsetReader,
        transactionContext: boundary instanceof ConnectorBoundary ? boundary : null,
        get signal() {
          return loop.stopSignal
        },
      },
      props: spec.taskConfig,
      chain,
      producer,
      offsets: { write: (offsets: readonly SourceOffset[]) => control.writeOffsets(spec.run, offsets) },
      offsetsLogger: this.#deps.logger(spec, LOGGERS.offsetCommitter, 'offsets'),
      topics: spec.createsTopics
        ? new CreatingTopicGate((topic) => control.openTopic(spec.run, topic), saw)
        : new OpenTopicGate(saw),
      tolerance,
      deadLetters,
      flushIntervalMs: spec.flushIntervalMs,
      flushTimeoutMs: spec.flushTimeoutMs,
      target: spec.target,
      listener: parts.listener,
      counters,
      timers,
      clock,
      logger,
      release: parts.release,
    }
    const loop: SourceTaskLoop =
      boundary && spec.exactlyOnce
        ? new ExactlyOnceSourceLoop({
            ...options,
            boundary,
            offsetsTopic: spec.exactlyOnce.offsetsTopic,
            assertMayStart: () => control.assertMayStart(spec.run),
            onCommitted: async (offsets) => {
              if (spec.exactlyOnce?.isSeparate) await control.writeOffsets(spec.run, offsets)
            },
          })
        : new SourceTaskLoop(options)
    loop.stopSignal.addEventListener('abort', () => parts.stopping.abort(), { once: true })
    return loop
  }

  async #sink(definition: SinkDefinition, parts: TaskParts): Promise<WorkerTask> {
    const { spec, plugins, counters, logger, settings } = parts
    const { control, clock } = this.#deps
    const deadLetters = await sinkDeadLetters(this.#deadLetters(parts), () => {
      const producer = this.#deps.producer(spec.dlqProducer ?? {})
      parts.releases.push(() => producer.close({ timeoutMs: CLOSE_TIMEOUT_MS }))
      return producer
    })
    const reporters = [...(deadLetters === null ? [] : [deadLetters]), ...this.#logReporters(parts)]
    const tolerance = this.#tolerance(parts, reporters)
    const group = spec.consumer?.['group.id'] ?? ''
    const tracing = this.#tracer(spec, (tracer) => new SinkTracing(tracer, group))
    const client = this.#deps.consumer(spec)
    const consumer = tracing?.consumer(client) ?? client
    const task = definition.task()
    const errants = reporters.length > 0 ? new ErrantReports(tolerance, reconverter(plugins)) : null
    const chain = sinkChain(plugins, tolerance, errants !== null)
    const timers = this.#timers(spec, chain.places)
    const seen = new Map<string, number>()
    const pattern = (spec.connectorConfig['topics.regex'] ?? '').trim()
    const loop = new SinkTaskLoop({
      task: tracing?.task(task) ?? task,
      context: (isResting, signal) =>
        new SinkContext({
          connectorName: spec.id.connector,
          taskId: spec.id.task,
          logger: this.#deps.logger(spec, taskClassOf(spec)),
          props: spec.taskConfig,
          consumer,
          errantRecordReporter: errants,
          signal,
          isResting,
        }),
      props: spec.taskConfig,
      topics: pattern === '' ? { names: listOf(spec.connectorConfig['topics']) } : { pattern },
      chain,
      consumer,
      errants,
      tolerance,
      isolatesRefusedRecords: settings['errors.put.bisect.enable'] && tolerance.isTolerant,
      commitIntervalMs: spec.flushIntervalMs,
      commitTimeoutMs: spec.flushTimeoutMs,
      target: spec.target,
      listener: parts.listener,
      counters,
      timers,
      clock,
      logger,
      onTopic: (topic) => {
        const known = seen.get(topic)
        if (known !== undefined) return known
        seen.set(topic, seen.size)
        void control.sawTopic(spec.run, topic).catch(() => {})
        return seen.size - 1
      },
      release: parts.release,
    })
    loop.stopSignal.addEventListener('abort', () => parts.stopping.abort(), { once: true })
    return loop
  }

  /** null unless the worker traces. */
  #tracer<T>({ id, tracing: sampler }: TaskSpec, make: (tracer: TaskTracer) => T): T | null {
    if (sampler === undefined) return null
    const { clock, control, preciseNow: precise, random } = this.#deps
    return make(
      new TaskTracer({
        ...{ connector: id.connector, task: id.task, sampler, random, precise },
        now: () => clock.now(),
        export: (spans, dropped) => control.spans(spans, dropped),
      }),
    )
  }

  /** The control thread is told what the timers' numbers mean, and shares their memory. */
  #timers(spec: TaskSpec, places: readonly Place[]): TaskTimers {
    const { clock, control, preciseNow } = this.#deps
    const timers = new TaskTimers(places.length, { precise: preciseNow, now: () => clock.now() })
    void control.taskPlaces(spec.run, places, timers.buffer).catch(() => {})
    return timers
  }

  #tolerance({ settings, counters, stopping }: TaskParts, reporters: readonly ErrorReporter[]): RetryWithTolerance {
    return new RetryWithTolerance({
      tolerance: settings['errors.tolerance'],
      retryTimeoutMs: settings['errors.retry.timeout'],
      retryDelayMaxMs: settings['errors.retry.delay.max.ms'],
      budget: {
        maxErrors: settings['errors.tolerance.budget.max.errors'],
        windowMs: settings['errors.tolerance.budget.window.ms'],
      },
      reporters,
      counters,
      clock: this.#deps.clock,
      random: this.#deps.random,
      signal: stopping.signal,
    })
  }

  #deadLetters({ spec, settings, counters }: TaskParts): DeadLettersInput {
    const { control, logger } = this.#deps
    return { spec, settings, counters, control, logger: logger(spec, LOGGERS.deadLetterQueue) }
  }

  #logReporters({ settings, counters, spec }: TaskParts): ErrorReporter[] {
    if (!settings['errors.log.enable']) return []
    const logger = this.#deps.logger(spec, LOGGERS.logReporter)
    const name = `${spec.id.connector}-${spec.id.task}`
    return [new LogReporter(name, settings['errors.log.include.messages'], logger, counters)]
  }
}

const loopLogger = ({ kind, exactlyOnce }: TaskSpec): string =>
  kind === 'sink' ? LOGGERS.sinkTask : exactlyOnce ? LOGGERS.exactlyOnceTask : LOGGERS.sourceTask

const taskClassOf = ({ taskConfig, connectorClass }: TaskSpec): string => taskConfig['task.class'] ?? connectorClass

function boundaryOf({ boundary, intervalMs }: ExactlyOnceSpec, clock: Clock): TransactionBoundary {
  if (boundary === 'connector') return new ConnectorBoundary()
  return boundary === 'poll' ? pollBoundary : intervalBoundary(intervalMs, () => clock.now())
}

interface TaskParts {
  readonly spec: TaskSpec
  readonly plugins: TaskPlugins
  readonly releases: (() => void | Promise<void>)[]
  readonly release: () => Promise<void>
  readonly listener: TaskStateListener
  readonly counters: TaskCounters
  readonly settings: ToleranceSettings
  readonly logger: Logger
  readonly stopping: AbortController
}
