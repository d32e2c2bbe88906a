import { RecordBatchBuilder } from '../../protocol/records/index.ts'
import type { DoneCallback, ProduceRecord } from './produce-record.ts'

/** Records of one partition that travel together, and whom to tell. */
export class ProducerBatch {
  readonly topic: string
  readonly partition: number
  readonly createdAt: number
  /** Order among the batches of a partition, for ever: a retry does not change it. */
  readonly ordinal: number
  /** Parts of a split batch have their ordinals from `ordinal` up to, not including, `ordinal + ordinalSpan`. */
  ordinalSpan = 1
  readonly builder: RecordBatchBuilder
  /** Produce requests that carried it so far. */
  attempts = 0
  /** Not before this time, after a failure. */
  retryAt = 0
  lastError: Error | undefined
  /** The first record's sequence; -1 until the batch is first sent by an idempotent producer. */
  baseSequence = -1
  producerEpoch = -1
  /** It was sent and nobody knows whether the broker appended it: only its own sequence may be sent again. */
  isUncertain = false
  /** Bytes that count against `buffer.memory`. */
  accountedBytes = 0
  /** As of `ProducerDeps.writeRight` when it was begun. */
  writeRight: number | null = null
  isDone = false
  private readonly callbacks: (DoneCallback | undefined)[] = []
  private readonly timestamps: number[] = []
  private waiters: (() => void)[] = []

  constructor(topic: string, partition: number, createdAt: number, ordinal: number, storage: Buffer) {
    this.topic = topic
    this.partition = partition
    this.createdAt = createdAt
    this.ordinal = ordinal
    this.builder = new RecordBatchBuilder(storage)
  }

  get count(): number {
    return this.builder.count
  }

  append(record: ProduceRecord, timestamp: number, done: DoneCallback | undefined): void {
    this.builder.append(timestamp, record.key, record.value, record.headers)
    this.callbacks.push(done)
    this.timestamps.push(timestamp)
  }

  /** @param baseOffset - -1 when it is not known. */
  succeed(baseOffset: number, logAppendTime: number): void {
    if (this.isDone) return
    this.isDone = true
    const { topic, partition, callbacks, timestamps } = this
    for (let i = 0; i < callbacks.length; i++) {
      const done = callbacks[i]
      if (done === undefined) continue
      const offset = baseOffset < 0 ? -1 : baseOffset + i
      const timestamp = logAppendTime >= 0 ? logAppendTime : timestamps[i]!
      call(done, null, { topic, partition, offset, timestamp })
    }
    this.wake()
  }

  fail(error: Error): void {
    this.failEach(() => error)
  }

  /** Fails each record with its own error, by index in the batch. */
  failEach(errorOf: (index: number) => Error): void {
    if (this.isDone) return
    this.isDone = true
    this.callbacks.forEach((done, i) => {
      if (done !== undefined) call(done, errorOf(i), null)
    })
    this.wake()
  }

  /** Resolves when every callback of the batch was called. */
  whenDone(): Promise<void> {
    return this.isDone ? Promise.resolve() : new Promise((resolve) => this.waiters.push(resolve))
  }

  callbackAt(index: number): DoneCallback | undefined {
    return this.callbacks[index]
  }

  /** After its records moved to other batches: those call back. */
  replaceBy(parts: readonly ProducerBatch[]): void {
    this.isDone = true
    void Promise.all(parts.map((part) => part.whenDone())).then(() => this.wake())
  }

  private wake(): void {
    const { waiters } = this
    this.waiters = []
    for (const resolve of waiters) resolve()
  }
}

/** A callback that throws must not take the rest of the batch with it: its error surfaces as an uncaught one. */
function call(done: DoneCallback, ...result: Parameters<DoneCallback>): void {
  try {
    done(...result)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
