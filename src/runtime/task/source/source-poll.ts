import type { Logger, SourceTask } from '../../../api/index.ts'
import type { SourceRecord } from '../../../data/index.ts'
import { ConnectException } from '../../../errors/index.ts'
import { type Clock, delay } from '../../../kafka/clock.ts'
import { isRetriableFailure } from '../../error/retriable-failure.ts'
import { withFailedRecord } from '../../error/retry-with-tolerance.ts'
import { IN_POLL, type TaskCounters } from '../../metrics/task-counters.ts'
import { READ, type TaskTimers } from '../../metrics/task-timers.ts'

export interface SourcePollDeps {
  readonly task: SourceTask
  readonly counters: TaskCounters
  readonly timers: TaskTimers
  readonly clock: Clock
  readonly logger: Logger
  /** Aborts when the task is to stop. */
  readonly stopSignal: AbortSignal
  /** Tells the task to stop, once. */
  readonly stopTask: () => Promise<void>
}

type Batch = readonly SourceRecord[] | null

const RETRY_MS = 100
const EMPTY_WAIT_MS = 10
const AFTER_STOP_MS = 1_000
const POLLING = 'stage=TASK_POLL, class=org.apache.kafka.connect.source.SourceTask'

/** Asks a source task for its next records: patiently with retriable failures (S14.2), and not for ever once the task is to stop. */
export class SourcePoll {
  readonly #deps: SourcePollDeps

  constructor(deps: SourcePollDeps) {
    this.#deps = deps
  }

  /** null or empty: nothing now. Rejects with what the task threw, unless that is retriable or comes after a stop. */
  async next(): Promise<Batch> {
    const { clock, counters, logger, stopSignal, task, timers } = this.#deps
    const startedAt = clock.now()
    const timedFrom = timers.start()
    counters.set('polledAt', startedAt)
    counters.set('place', IN_POLL)
    try {
      let polled = task.poll()
      if (polled instanceof Promise) polled = await this.#orStop(polled)
      requireRecords(polled)
      const now = clock.now()
      const took = now - startedAt
      const size = polled?.length ?? 0
      if (size > 0) {
        timers.stop(READ, timedFrom)
        counters.record('batchTimeMs', took, now)
        counters.record('batchSize', size, now)
      } else if (took < 1) await delay(clock, EMPTY_WAIT_MS, stopSignal)
      return polled
    } catch (error) {
      if (stopSignal.aborted) return null
      if (!isRetriableFailure(error)) throw withFailedRecord(error, `Failed at: ${POLLING}`)
      logger.warn('Retriable failure in poll; it will be tried again', { error })
      await delay(clock, RETRY_MS, stopSignal)
      return null
    }
  }

  /** A poll that goes on after the stop: it has a second, then the task is told to stop, as the contract allows. */
  async #orStop(polled: Promise<Batch>): Promise<Batch> {
    const { clock, stopSignal, stopTask } = this.#deps
    const settled = new AbortController()
    const done = polled.finally(() => settled.abort())
    done.catch(() => {})
    const onStop = () => {
      void delay(clock, AFTER_STOP_MS, settled.signal).then(() => {
        if (!settled.signal.aborted) void stopTask().catch(() => {})
      })
    }
    if (stopSignal.aborted) onStop()
    stopSignal.addEventListener('abort', onStop, { once: true })
    try {
      return await done
    } finally {
      stopSignal.removeEventListener('abort', onStop)
    }
  }
}

/** Plugins may be plain JavaScript: what is no batch must fail the task, not pass for an empty one. */
function requireRecords(polled: unknown): void {
  if (polled === null || polled === undefined) return
  const wanted = 'poll() must give an array of SourceRecord, or null'
  if (!Array.isArray(polled)) throw new ConnectException(`${wanted}, not ${kindOf(polled)}`)
  for (let i = 0; i < polled.length; i++)
    if (!isSourceRecord(polled[i])) throw new ConnectException(`${wanted}: element ${i} is ${kindOf(polled[i])}`)
}

const isSourceRecord = (record: unknown): boolean =>
  typeof record === 'object' && record !== null && 'sourcePartition' in record && 'headers' in record

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  const type: unknown = value.constructor
  return typeof type === 'function' && type !== Object ? `a ${type.name}` : 'a plain object'
}
