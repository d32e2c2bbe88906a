import type { PartitionKey } from '../group/topic-partition.ts'
import type { ConsumerRecord } from './consumer-record.ts'
import type { FetchedData } from './fetched-data.ts'
import type { PartitionState, PartitionStates } from './partition-state.ts'

/** What was read ahead, in the order of arrival. */
export class FetchBuffer {
  readonly #states: PartitionStates
  #data: FetchedData[] = []
  #sizeBytes = 0

  constructor(states: PartitionStates) {
    this.#states = states
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  add(data: FetchedData, state: PartitionState): void {
    state.fetchOffset = data.endOffset
    if (data.leaderEpoch >= 0) state.fetchedEpoch = data.leaderEpoch
    state.bufferedBytes += data.sizeBytes
    this.#sizeBytes += data.sizeBytes
    this.#data.push(data)
  }

  clear(): void {
    this.#data = []
    this.#sizeBytes = 0
  }

  /**
   * At most `max` records that are already here. `hasAdvanced` tells that positions moved, perhaps over offsets without records.
   */
  take(max: number): { records: Map<PartitionKey, readonly ConsumerRecord[]>; hasAdvanced: boolean } {
    const taken = new Map<PartitionKey, readonly ConsumerRecord[]>()
    let left = max
    let at = 0
    let hasAdvanced = false
    while (left > 0 && at < this.#data.length) {
      const data = this.#data[at]!
      const state = this.#states.byKey(data.key)
      if (state?.epoch !== data.epoch) {
        this.#drop(at)
        continue
      }
      if (state.isPaused) {
        at++
        continue
      }
      let records: readonly ConsumerRecord[]
      try {
        records = data.take(left)
      } catch (error) {
        // What other partitions gave is handed out first; the corrupt one is met again by the next call.
        if (taken.size === 0) throw error
        break
      }
      if (state.position !== data.position) hasAdvanced = true
      state.position = data.position
      state.leaderEpoch = data.leaderEpoch
      if (records.length > 0) {
        const before = taken.get(data.key)
        taken.set(data.key, before ? [...before, ...records] : records)
        left -= records.length
      }
      if (data.isDone) {
        this.#drop(at)
        if (state.epoch === data.epoch) state.bufferedBytes -= data.sizeBytes
      } else if (records.length === 0) {
        at++
      }
    }
    return { records: taken, hasAdvanced }
  }

  #drop(at: number): void {
    const [data] = this.#data.splice(at, 1)
    this.#sizeBytes -= data!.sizeBytes
  }
}
