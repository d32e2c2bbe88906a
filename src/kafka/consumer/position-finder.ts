import { PipelineError } from '../../errors/index.ts'
import { listOffsets, type OffsetQuery } from '../admin/list-offsets.ts'
import type { KafkaCluster } from '../cluster.ts'
import { isRetriable } from '../group/is-retriable.ts'
import type { CommittedOffset } from '../group/offsets.ts'
import { keyOf, type TopicPartition } from '../group/topic-partition.ts'
import type { ConsumerSettings } from './consumer-settings.ts'
import type { PartitionState, PartitionStates } from './partition-state.ts'

export interface PositionSources {
  /** Undefined for a consumer without group. */
  readonly committed: ((partitions: readonly TopicPartition[]) => Promise<CommittedOffset[]>) | undefined
}

/** Finds the positions that are unknown: the committed offset, else what `auto.offset.reset` or a seek says. */
export class PositionFinder {
  readonly #cluster: KafkaCluster
  readonly #settings: ConsumerSettings
  readonly #states: PartitionStates
  readonly #onChange: () => void
  #isRunning = false
  #error: unknown
  #hasFound = false
  /** No search before this time, after one that failed. */
  #notBefore = 0
  sources: PositionSources = { committed: undefined }

  constructor(cluster: KafkaCluster, settings: ConsumerSettings, states: PartitionStates, onChange: () => void) {
    this.#cluster = cluster
    this.#settings = settings
    this.#states = states
    this.#onChange = onChange
  }

  /** Whether positions became known since the last call. */
  takeHasFound(): boolean {
    const hasFound = this.#hasFound
    this.#hasFound = false
    return hasFound
  }

  /** Starts looking, one search at a time. @throws what the last search failed with */
  kick(): void {
    if (this.#error !== undefined) {
      const error = this.#error
      this.#error = undefined
      throw error
    }
    const waitMs = this.#notBefore - this.#cluster.clock.now()
    // More than was asked for: the clock was set back.
    if (this.#isRunning || (waitMs > 0 && waitMs <= this.#cluster.settings.retryBackoffMs)) return
    const open = [...this.#states.values()].filter((state) => state.position === undefined)
    if (open.length === 0) return
    this.#isRunning = true
    void this.#find(open)
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#isRunning = false
        this.#hasFound = true
        this.#onChange()
      })
  }

  /** What a retry can heal is tried again; the caller of poll sees the rest. */
  #failed(error: unknown): void {
    if (!isRetriable(error) || this.#cluster.isClosed) {
      this.#error = error
      return
    }
    const { clock, settings } = this.#cluster
    this.#notBefore = clock.now() + settings.retryBackoffMs
    clock.after(settings.retryBackoffMs + 1, this.#onChange)
  }

  /** The offset is gone. @throws SLW5021 through the next `kick` when no reset is configured */
  outOfRange(state: PartitionState, truncatedTo: number | undefined): void {
    const { autoOffsetReset } = this.#settings
    const { topic, partition } = state.partition
    if (autoOffsetReset === 'none') {
      const about = truncatedTo === undefined ? 'is out of range' : `was cut off at offset ${truncatedTo}`
      this.#error = new PipelineError('SLW5021', `Offset ${state.fetchOffset} of ${topic}-${partition} ${about}.`)
      state.retryAt = this.#cluster.clock.now() + this.#cluster.settings.retryBackoffMs
    } else if (truncatedTo === undefined) {
      this.#states.forget(state, autoOffsetReset)
    } else {
      this.#states.seek(state, truncatedTo)
    }
    this.#onChange()
  }

  async #find(open: readonly PartitionState[]): Promise<void> {
    const asked = new Map(open.map((state) => [state, state.epoch]))
    const isOpen = (state: PartitionState) =>
      this.#states.get(state.partition) === state && state.epoch === asked.get(state) && state.position === undefined

    const unset = open.filter((state) => state.resetTo === undefined)
    if (unset.length > 0 && this.sources.committed) {
      const committed = await this.sources.committed(unset.map(({ partition }) => partition))
      for (const found of committed) {
        const state = this.#states.get(found)
        if (state && found.offset >= 0 && isOpen(state)) this.#states.seek(state, found.offset, found.leaderEpoch)
      }
    }
    const queries: OffsetQuery[] = []
    for (const state of open.filter(isOpen)) queries.push({ ...state.partition, at: this.#resetOf(state) })
    if (queries.length === 0) return
    const isolationLevel = this.#settings.isReadCommitted ? 'read_committed' : 'read_uncommitted'
    const found = await listOffsets(this.#cluster, queries, { isolationLevel })
    for (const state of open) {
      const offset = found.get(keyOf(state.partition))
      if (offset && isOpen(state)) this.#states.seek(state, offset.offset)
    }
  }

  #resetOf(state: PartitionState): 'earliest' | 'latest' {
    if (state.resetTo) return state.resetTo
    const { autoOffsetReset } = this.#settings
    if (autoOffsetReset !== 'none') return autoOffsetReset
    const { topic, partition } = state.partition
    throw new PipelineError('SLW5020', `${topic}-${partition} has no committed offset to begin at.`)
  }
}
