import { keyOf, type PartitionKey, type TopicPartition } from '../group/topic-partition.ts'

/** What the reading side knows about one assigned partition. */
export interface PartitionState {
  readonly partition: TopicPartition
  /** Changes with each seek and reset: what was fetched before does not count any more. */
  epoch: number
  /** Offset of the next record to hand out; undefined until it is known. */
  position: number | undefined
  /** Leader epoch of the last record handed out; -1 when unknown. */
  leaderEpoch: number
  /** Offset of the next fetch: ahead of `position` by what is buffered. */
  fetchOffset: number
  fetchedEpoch: number
  bufferedBytes: number
  isPaused: boolean
  /** Where to go when `position` is unknown; undefined: to the committed offset, else by `auto.offset.reset`. */
  resetTo: 'earliest' | 'latest' | undefined
  /** Set while a fetch for it is under way. */
  isFetching: boolean
  /** No fetch before this time, after an error. */
  retryAt: number
  highWatermark: number
  lastStableOffset: number
}

/** The partitions that are assigned, with their positions. */
export class PartitionStates {
  readonly #states = new Map<PartitionKey, PartitionState>()
  #epochs = 0

  get(partition: TopicPartition): PartitionState | undefined {
    return this.#states.get(keyOf(partition))
  }

  byKey(key: PartitionKey): PartitionState | undefined {
    return this.#states.get(key)
  }

  values(): Iterable<PartitionState> {
    return this.#states.values()
  }

  get size(): number {
    return this.#states.size
  }

  list(): TopicPartition[] {
    return [...this.#states.values()].map(({ partition }) => partition)
  }

  add({ topic, partition }: TopicPartition): void {
    const key = keyOf({ topic, partition })
    if (this.#states.has(key)) return
    this.#states.set(key, {
      partition: { topic, partition },
      epoch: ++this.#epochs,
      position: undefined,
      leaderEpoch: -1,
      fetchOffset: 0,
      fetchedEpoch: -1,
      bufferedBytes: 0,
      isPaused: false,
      resetTo: undefined,
      isFetching: false,
      retryAt: 0,
      highWatermark: -1,
      lastStableOffset: -1,
    })
  }

  remove(partition: TopicPartition): void {
    this.#states.delete(keyOf(partition))
  }

  /** Moves to `offset`, and forgets what was fetched. */
  seek(state: PartitionState, offset: number, leaderEpoch = -1): void {
    this.forget(state, undefined)
    state.position = offset
    state.fetchOffset = offset
    state.leaderEpoch = leaderEpoch
    state.fetchedEpoch = leaderEpoch
  }

  /** The position has to be found out anew. */
  forget(state: PartitionState, resetTo: 'earliest' | 'latest' | undefined): void {
    state.epoch = ++this.#epochs
    state.position = undefined
    state.leaderEpoch = -1
    state.fetchedEpoch = -1
    state.bufferedBytes = 0
    state.isFetching = false
    state.retryAt = 0
    state.resetTo = resetTo
  }
}
