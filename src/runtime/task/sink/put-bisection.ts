import type { SinkRecord } from '../../../data/index.ts'
import { isConfigException, isPipelineError, isRetriable } from '../../../errors/index.ts'

export interface BisectionDeps {
  /** The sink task's. */
  put(records: readonly SinkRecord[]): void | Promise<void>
  /** Skips and reports the record. Rejects when the task must fail instead. */
  isolate(record: SinkRecord, error: unknown): Promise<void>
  isStopping(): boolean
}

export interface BisectionOutcome {
  readonly delivered: number
  /** In order, what is to be delivered again: after a RetriableException, or because the task stops. */
  readonly left: readonly SinkRecord[]
  /** The RetriableException; null when there was none. */
  readonly error: unknown
}

/**
 * Delivers a batch that `put` has refused (`errors.put.bisect.enable`): in halves, in order, down to single records, which are isolated when
 * they are refused. One bad record among n costs about 2 * log2(n) calls of `put`. Records in front of it are delivered again, so `put` has to
 * bear repeats. Rejects with an error that no record is to blame for.
 */
export async function deliverInHalves(
  batch: readonly SinkRecord[],
  refusal: unknown,
  deps: BisectionDeps,
): Promise<BisectionOutcome> {
  /** The next one last. */
  const waiting: (readonly SinkRecord[])[] = []
  const left = () => waiting.toReversed().flat()
  let delivered = 0
  const refused = async (records: readonly SinkRecord[], error: unknown): Promise<void> => {
    if (!mayBeOfRecord(error)) throw error
    if (records.length === 1) return deps.isolate(records[0]!, error)
    const middle = records.length >>> 1
    waiting.push(records.slice(middle), records.slice(0, middle))
  }
  await refused(batch, refusal)
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (deps.isStopping()) return { delivered, left: [...next, ...left()], error: null }
    try {
      await deps.put(next)
    } catch (error) {
      if (isRetriable(error)) return { delivered, left: [...next, ...left()], error }
      await refused(next, error)
      continue
    }
    delivered += next.length
  }
  return { delivered, left: [], error: null }
}

/**
 * Whether another batch may well be accepted after this error of `put`. Not after one of the operating system (no connection, disk full), of
 * a setting, or of our Kafka clients: every record would go the same way.
 */
export function mayBeOfRecord(error: unknown): boolean {
  const seen = new Set<unknown>()
  for (let at = error; typeof at === 'object' && at !== null && !seen.has(at); at = (at as { cause?: unknown }).cause) {
    seen.add(at)
    if ('syscall' in at || isRetriable(at) || isConfigException(at) || isPipelineError(at)) return false
  }
  return true
}
