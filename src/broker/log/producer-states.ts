import type { AbortedSpan } from './transaction-index.ts'

/** One of the last batches of a producer, for the recognition of repeated sends. */
export interface RememberedBatch {
  readonly firstSequence: number
  readonly lastSequence: number
  readonly firstOffset: number
  readonly lastOffset: number
  readonly timestamp: number
}

export interface ProducerState {
  readonly producerId: number
  epoch: number
  /** Oldest first, at most five, all of `epoch`. */
  batches: RememberedBatch[]
  lastTimestamp: number
  /** First offset of the running transaction; -1 without one. */
  transactionStart: number
  coordinatorEpoch: number
}

/** What an appended batch tells about its producer. */
export interface ProducedBatch {
  readonly producerId: number
  readonly producerEpoch: number
  readonly firstSequence: number
  readonly lastSequence: number
  readonly firstOffset: number
  readonly lastOffset: number
  readonly timestamp: number
  readonly isTransactional: boolean
}

const REMEMBERED_BATCHES = 5

/** The producers that wrote to a log, and its running transactions (`ProducerStateManager.java`). */
export class ProducerStates {
  readonly #states = new Map<number, ProducerState>()

  get size(): number {
    return this.#states.size
  }

  get(producerId: number): ProducerState | undefined {
    return this.#states.get(producerId)
  }

  all(): IterableIterator<ProducerState> {
    return this.#states.values()
  }

  restore(states: readonly ProducerState[]): void {
    this.#states.clear()
    for (const state of states) this.#states.set(state.producerId, state)
  }

  /** The first offset of a transaction that is still running. */
  get firstUnstableOffset(): number | undefined {
    let first: number | undefined
    for (const { transactionStart } of this.#states.values()) {
      if (transactionStart >= 0 && (first === undefined || transactionStart < first)) first = transactionStart
    }
    return first
  }

  noteBatch(batch: ProducedBatch): void {
    const state = this.#stateOf(batch.producerId, batch.producerEpoch)
    const { firstSequence, lastSequence, firstOffset, lastOffset, timestamp } = batch
    state.batches.push({ firstSequence, lastSequence, firstOffset, lastOffset, timestamp })
    if (state.batches.length > REMEMBERED_BATCHES) state.batches.shift()
    state.lastTimestamp = timestamp
    if (batch.isTransactional && state.transactionStart < 0) state.transactionStart = firstOffset
  }

  /**
   * Ends the producer's transaction.
   *
   * @returns where its records stood, when it was running and is aborted
   */
  noteMarker(marker: {
    producerId: number
    producerEpoch: number
    coordinatorEpoch: number
    isAbort: boolean
    offset: number
    timestamp: number
  }): AbortedSpan | undefined {
    const state = this.#stateOf(marker.producerId, marker.producerEpoch)
    const firstOffset = state.transactionStart
    state.transactionStart = -1
    state.coordinatorEpoch = marker.coordinatorEpoch
    state.lastTimestamp = marker.timestamp
    if (firstOffset < 0 || !marker.isAbort) return undefined
    const lastStableOffset = this.firstUnstableOffset ?? marker.offset + 1
    return { producerId: marker.producerId, firstOffset, lastOffset: marker.offset, lastStableOffset }
  }

  /** Forgets producers that have been silent since `timestamp` and have no running transaction. */
  expire(timestamp: number): void {
    for (const [id, state] of this.#states) {
      if (state.transactionStart < 0 && state.lastTimestamp < timestamp) this.#states.delete(id)
    }
  }

  #stateOf(producerId: number, epoch: number): ProducerState {
    const known = this.#states.get(producerId)
    if (known) {
      if (known.epoch !== epoch) {
        known.epoch = epoch
        known.batches = []
      }
      return known
    }
    const state: ProducerState = {
      producerId,
      epoch,
      batches: [],
      lastTimestamp: -1,
      transactionStart: -1,
      coordinatorEpoch: -1,
    }
    this.#states.set(producerId, state)
    return state
  }
}
