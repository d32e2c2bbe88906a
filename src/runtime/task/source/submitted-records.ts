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
  /** In order of submission; what was acknowledged at its front leaves it now and then. */
  readonly queue: SubmittedRecord[]
  /** Offset of the newest record that left the queue since the last call of `takeCommittable`. */
  committable: OffsetMap | null
  /** Length of the queue at which its front is looked at again. */
  compactAt: number
}

const COMPACT_AT = 64

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
    const lane = this.#laneOf(partition)
    lane.queue.push(record)
    // Between two commits millions may arrive: they must not be kept until the next.
    if (lane.queue.length >= lane.compactAt) compact(lane)
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
      compact(lane)
      const { committable, partition, queue } = lane
      lane.committable = null
      if (committable !== null) offsets.push({ partition, offset: committable })
      else if (queue.length === 0 && lane !== this.#lastLane) this.#lanes.delete(key)
    }
    return offsets
  }

  /** Records that it holds, acknowledged or not. */
  get held(): number {
    return [...this.#lanes.values()].reduce((sum, { queue }) => sum + queue.length, 0)
  }

  #laneOf(partition: OffsetMap): Lane {
    if (partition === this.#lastPartition) return this.#lastLane!
    const key = partitionKey(partition)
    let lane = this.#lanes.get(key)
    if (lane === undefined) {
      lane = { partition, queue: [], committable: null, compactAt: COMPACT_AT }
      this.#lanes.set(key, lane)
    }
    this.#lastPartition = partition
    this.#lastLane = lane
    return lane
  }
}

/** Takes the acknowledged records at its front out of a lane; the last one's offset stands for them. Costs little a record: see `compactAt`. */
function compact(lane: Lane): void {
  const { queue } = lane
  let count = 0
  while (count < queue.length && queue[count]!.acked) count++
  if (count > 0) {
    lane.committable = queue[count - 1]!.offset
    queue.splice(0, count)
  }
  lane.compactAt = Math.max(COMPACT_AT, 2 * queue.length)
}

/** Text that is equal for equal source partitions. int64 beyond 2^53 keep their digits. */
export const partitionKey = (partition: OffsetMap): string =>
  JSON.stringify(partition, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
