import type { ProducerBatch } from './producer-batch.ts'

/** The batches of one partition: those that wait, oldest first, and those that were sent and are not answered yet. */
export class PartitionQueue {
  readonly topic: string
  readonly partition: number
  /** The last one may still grow. */
  readonly waiting: ProducerBatch[] = []
  readonly inFlight: ProducerBatch[] = []
  /** Sequence of the next batch that has none yet. */
  nextSequence = 0
  /**
   * The broker knows this producer in this partition. Until then it takes any sequence, so a second batch must not be in
   * flight: it would be appended though the first one failed (KAFKA-14359).
   */
  isEstablished = false
  /** Learned from MESSAGE_TOO_LARGE: batches of this partition must stay below. */
  batchBytesMax = Number.POSITIVE_INFINITY

  constructor(topic: string, partition: number) {
    this.topic = topic
    this.partition = partition
  }

  /** Puts a batch back that must be sent again, to its place in the order. */
  putBack(batch: ProducerBatch): void {
    let at = 0
    while (at < this.waiting.length && this.waiting[at]!.ordinal < batch.ordinal) at++
    this.waiting.splice(at, 0, batch)
  }

  /**
   * Whether the first waiting batch may be sent as far as order is concerned: a batch that is sent again goes alone,
   * and only when no batch before it is unanswered (as `RecordAccumulator.shouldStopDrainBatchesForPartition`).
   */
  get isOrdered(): boolean {
    const first = this.waiting[0]
    return first === undefined || first.attempts === 0 || this.inFlight.length === 0
  }

  removeInFlight(batch: ProducerBatch): void {
    const at = this.inFlight.indexOf(batch)
    if (at >= 0) this.inFlight.splice(at, 1)
  }
}
