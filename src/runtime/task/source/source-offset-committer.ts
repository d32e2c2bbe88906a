import { type Clock, delay } from '../../../kafka/clock.ts'
import type { TaskCounters } from '../../metrics/task-counters.ts'
import { partitionKey, type SourceOffset, type SubmittedRecords } from './submitted-records.ts'

/** Stores source offsets durably, all of one call or (as far as readers can tell) later ones. */
export interface SourceOffsetWriter {
  write(offsets: readonly SourceOffset[]): Promise<void>
}

export interface OffsetCommitterDeps {
  readonly submitted: SubmittedRecords
  readonly writer: SourceOffsetWriter
  readonly counters: TaskCounters
  readonly clock: Clock
  readonly flushTimeoutMs: number
  readonly onFailure: (error: unknown) => void
}

/**
 * Moves committable offsets to the offset store. One commit at a time; what could not be written is merged back under newer offsets and
 * goes with the next commit.
 */
export class SourceOffsetCommitter {
  readonly #deps: OffsetCommitterDeps
  readonly #pending = new Map<string, SourceOffset>()
  #running: Promise<boolean> | null = null

  constructor(deps: OffsetCommitterDeps) {
    this.#deps = deps
  }

  get hasUncommitted(): boolean {
    return this.#pending.size > 0 || this.#running !== null
  }

  /** Takes what is acked now; tells whether there is anything to write. */
  collect(): boolean {
    for (const each of this.#deps.submitted.takeCommittable()) this.#pending.set(partitionKey(each.partition), each)
    this.#deps.counters.set('uncommitted', this.#pending.size > 0 ? 1 : 0)
    return this.#pending.size > 0
  }

  /** true when everything that was committable is stored. Never rejects. */
  async commit(): Promise<boolean> {
    while (this.#running) await this.#running
    this.#running = this.#commit()
    try {
      return await this.#running
    } finally {
      this.#running = null
    }
  }

  async #commit(): Promise<boolean> {
    const { clock, counters, writer, onFailure } = this.#deps
    const startedAt = clock.now()
    this.collect()
    const batch = [...this.#pending]
    try {
      if (batch.length > 0) await this.#inTime(writer.write(batch.map(([, offset]) => offset)))
    } catch (error) {
      counters.countCommit(false, clock.now() - startedAt)
      onFailure(error)
      return false
    }
    for (const [key, offset] of batch) if (this.#pending.get(key) === offset) this.#pending.delete(key)
    counters.countCommit(true, clock.now() - startedAt)
    counters.set('uncommitted', this.#pending.size > 0 ? 1 : 0)
    return true
  }

  async #inTime(write: Promise<void>): Promise<void> {
    const { clock, flushTimeoutMs } = this.#deps
    const waiting = new AbortController()
    const timeout = delay(clock, flushTimeoutMs, waiting.signal).then(() => {
      if (!waiting.signal.aborted) throw new Error(`Timed out waiting ${flushTimeoutMs} ms to flush offsets to storage`)
    })
    try {
      await Promise.race([write, timeout])
    } finally {
      waiting.abort()
      write.catch(() => {})
    }
  }
}
