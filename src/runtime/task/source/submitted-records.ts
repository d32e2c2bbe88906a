import type { OffsetMap } from '../../../data/index.ts'

export interface SourceOffset {
  readonly partition: OffsetMap
  readonly offset: OffsetMap
}

/** A record that is on its way to Kafka. */
export interface SubmittedRecord {
  readonly offset: OffsetMap
  acked: boolean
}

interface Lane {
  readonly partition: OffsetMap
  readonly queue: SubmittedRecord[]
  head: number
}

const COMPACT_AT = 1024

/**
 * Which source offsets may be committed: per source partition, the longest prefix of acknowledged records (S14.3, `SubmittedRecords.java`).
 * Partitions are equal when their text is: key order counts, as in the offsets topic.
 */
export class SubmittedRecords {
  readonly #lanes = new Map<string, Lane>()
  #lastPartition: OffsetMap | null = null
  #lastLane: Lane | null = null
  #unacked = 0

  submit(partition: OffsetMap, offset: OffsetMap): SubmittedRecord {
    const record = { offset, acked: false }
    this.#laneOf(partition).queue.push(record)
    this.#unacked++
    return record
  }

  ack(record: SubmittedRecord): void {
    if (record.acked) return
    record.acked = true
    this.#unacked--
  }

  /** Takes back the last record submitted for that partition, as if it had never been there: its send did not happen. */
  withdraw(partition: OffsetMap, record: SubmittedRecord): void {
    const { queue } = this.#laneOf(partition)
    if (queue[queue.length - 1] !== record) return
    queue.pop()
    if (!record.acked) this.#unacked--
  }

  get unacked(): number {
    return this.#unacked
  }

  /** The newest committable offset of each partition that has one since the last call. What is given is forgotten here. */
  takeCommittable(): SourceOffset[] {
    const offsets: SourceOffset[] = []
    for (const [key, lane] of this.#lanes) {
      const offset = takePrefix(lane)
      if (offset !== null) offsets.push({ partition: lane.partition, offset })
      else if (lane.queue.length === lane.head && lane !== this.#lastLane) this.#lanes.delete(key)
    }
    return offsets
  }

  #laneOf(partition: OffsetMap): Lane {
    if (partition === this.#lastPartition) return this.#lastLane!
    const key = partitionKey(partition)
    let lane = this.#lanes.get(key)
    if (lane === undefined) {
      lane = { partition, queue: [], head: 0 }
      this.#lanes.set(key, lane)
    }
    this.#lastPartition = partition
    this.#lastLane = lane
    return lane
  }
}

function takePrefix(lane: Lane): OffsetMap | null {
  const { queue } = lane
  let at = lane.head
  while (at < queue.length && queue[at]!.acked) at++
  if (at === lane.head) return null
  const { offset } = queue[at - 1]!
  if (at === queue.length || at > COMPACT_AT) {
    queue.splice(0, at)
    lane.head = 0
  } else lane.head = at
  return offset
}

/** Text that is equal for equal source partitions. int64 beyond 2^53 keep their digits. */
export const partitionKey = (partition: OffsetMap): string =>
  JSON.stringify(partition, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
