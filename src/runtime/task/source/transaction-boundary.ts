import type { TransactionContext } from '../../../api/index.ts'
import type { SourceRecord } from '../../../data/index.ts'

/** What is to become of the open transaction at this place. */
export type Verdict = 'go-on' | 'commit' | 'abort'

/** When an exactly-once task ends its transactions (`transaction.boundary`, S15.2). */
export interface TransactionBoundary {
  /** After a record was dispatched or dropped. */
  afterRecord(record: SourceRecord): Verdict
  afterBatch(): Verdict
  /**
   * After a poll that gave nothing. Unlike Connect's, an interval that is over ends the transaction of a source that went quiet, before
   * the broker aborts it after `transaction.timeout.ms`.
   */
  afterIdle(): Verdict
  /** Whether a transaction that is open at a pause or the end is committed; else it is aborted. */
  readonly commitsLeftovers: boolean
}

/** `poll`: one transaction a batch. */
export const pollBoundary: TransactionBoundary = {
  afterRecord: () => 'go-on',
  afterBatch: () => 'commit',
  afterIdle: () => 'go-on',
  commitsLeftovers: true,
}

/** `interval`: at the first end of a batch after the interval. */
export function intervalBoundary(intervalMs: number, now: () => number): TransactionBoundary {
  let commitAt = now() + intervalMs
  const whenDue = (): Verdict => {
    const time = now()
    // Further off than an interval: the clock was set back, and the transaction must not stay open for that long.
    if (time < commitAt && commitAt - time <= intervalMs) return 'go-on'
    commitAt = time + intervalMs
    return 'commit'
  }
  return { afterRecord: () => 'go-on', afterBatch: whenDue, afterIdle: whenDue, commitsLeftovers: true }
}

/** `connector`: where the task says so. A wish about a record counts when that record is through; an abort beats a commit. */
export class ConnectorBoundary implements TransactionBoundary, TransactionContext {
  readonly commitsLeftovers = false
  readonly #commitAfter = new Set<SourceRecord>()
  readonly #abortAfter = new Set<SourceRecord>()
  #commitsBatch = false
  #abortsBatch = false

  commitTransaction(record?: SourceRecord): void {
    if (record === undefined) this.#commitsBatch = true
    else this.#commitAfter.add(record)
  }

  abortTransaction(record?: SourceRecord): void {
    if (record === undefined) this.#abortsBatch = true
    else this.#abortAfter.add(record)
  }

  afterIdle(): Verdict {
    return 'go-on'
  }

  afterRecord(record: SourceRecord): Verdict {
    const isCommit = this.#commitAfter.delete(record)
    if (this.#abortAfter.delete(record)) return 'abort'
    return isCommit ? 'commit' : 'go-on'
  }

  afterBatch(): Verdict {
    const verdict = this.#abortsBatch ? 'abort' : this.#commitsBatch ? 'commit' : 'go-on'
    this.#abortsBatch = false
    this.#commitsBatch = false
    return verdict
  }
}
