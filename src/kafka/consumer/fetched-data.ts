import { AbortedTransactions, type LegacyBatch, RecordBatch, readBatches } from '../../protocol/records/index.ts'
import { keyOf, type PartitionKey, type TopicPartition } from '../group/topic-partition.ts'
import type { ConsumerRecord } from './consumer-record.ts'
import { decodeBatch } from './decode-batch.ts'

export interface FetchedAnswer extends TopicPartition {
  /** Stands for one assignment and seek of the partition; data of an earlier one is dropped. */
  readonly epoch: number
  readonly bytes: Buffer
  readonly fromOffset: number
  /** Undefined with read_uncommitted. */
  readonly aborted: readonly { readonly producerId: number; readonly firstOffset: number }[] | undefined
}

/** The records of one partition in one fetch answer, decoded batch by batch as they are taken. */
export class FetchedData {
  readonly key: PartitionKey
  readonly partition: TopicPartition
  readonly epoch: number
  readonly sizeBytes: number
  /** Where the fetch after this one has to begin. */
  readonly endOffset: number
  readonly leaderEpoch: number
  readonly #batches: (RecordBatch | LegacyBatch)[]
  readonly #aborted: AbortedTransactions | undefined
  readonly #checksCrcs: boolean
  #batch = 0
  #records: readonly ConsumerRecord[] = []
  #next = 0
  /** Offset of the record after the last one that was taken. */
  #position: number

  constructor(answer: FetchedAnswer, checksCrcs: boolean) {
    const { topic, partition, epoch, bytes, fromOffset, aborted } = answer
    this.partition = { topic, partition }
    this.key = keyOf(answer)
    this.epoch = epoch
    this.sizeBytes = bytes.length
    this.#position = fromOffset
    this.#checksCrcs = checksCrcs
    this.#batches = [...readBatches(bytes)]
    const last = this.#batches.at(-1)
    this.endOffset = last ? Math.max(fromOffset, last.lastOffset + 1) : fromOffset
    this.leaderEpoch = last instanceof RecordBatch ? last.partitionLeaderEpoch : -1
    this.#aborted = aborted && new AbortedTransactions(aborted)
  }

  get position(): number {
    return this.#position
  }

  get isDone(): boolean {
    return this.#next >= this.#records.length && this.#batch >= this.#batches.length
  }

  /**
   * At most `max` records; less when a batch ends. Empty at the end, or when the rest holds none.
   *
   * @throws SLW5007 for a corrupt batch, again and again: it must not be passed over unless somebody seeks
   */
  take(max: number): readonly ConsumerRecord[] {
    while (this.#next >= this.#records.length) {
      const batch = this.#batches[this.#batch]
      if (!batch) return []
      const isBehind = batch.lastOffset < this.#position
      this.#records = isBehind ? [] : this.#decode(batch)
      this.#next = 0
      this.#batch++
      // Offsets of control batches and of what compaction removed are passed over too.
      if (this.#records.length === 0 && !isBehind) this.#position = batch.lastOffset + 1
    }
    const isWhole = this.#next === 0 && this.#records.length <= max
    const taken = isWhole ? this.#records : this.#records.slice(this.#next, this.#next + max)
    this.#next += taken.length
    const isBatchDone = this.#next >= this.#records.length
    this.#position = isBatchDone ? this.#batches[this.#batch - 1]!.lastOffset + 1 : taken.at(-1)!.offset + 1
    return taken
  }

  #decode(batch: RecordBatch | LegacyBatch): readonly ConsumerRecord[] {
    if (this.#checksCrcs) batch.verifyChecksum()
    const isSkipped = this.#aborted ? this.#aborted.skips(batch) : batch.isControl
    return isSkipped ? [] : decodeBatch(batch, this.partition, this.#position)
  }
}
