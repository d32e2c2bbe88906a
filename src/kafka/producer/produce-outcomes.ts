import { isPipelineError, type PipelineError } from '../../errors/index.ts'
import { ErrorCode, type Produce, type ResponseOf } from '../../protocol/index.ts'
import { backOffMs } from '../back-off.ts'
import { kafkaError } from '../kafka-error.ts'
import type { PartitionQueue } from './partition-queue.ts'
import { expired, isLeaderError, isRetriableCode, isSequenceError, leavesUncertain } from './produce-error.ts'
import type { ProducerBatch } from './producer-batch.ts'
import type { SenderParts } from './sender-parts.ts'
import { splitBatch } from './split-batch.ts'
import { concurrentBackoffMs } from './transaction-verdict.ts'

type PartitionAnswer = ResponseOf<typeof Produce>['responses'][number]['partitionResponses'][number]

/** A batch on its way: where it belongs, itself, and the bytes that were sent. */
export type SentBatch = readonly [queue: PartitionQueue, batch: ProducerBatch, bytes: Buffer]

export interface OutcomeDeps extends SenderParts {
  /** Look for batches that became ready. */
  readonly wake: () => void
  /** Sequences have a hole, which only a new epoch closes. */
  readonly demandBump: () => void
}

/**
 * What becomes of a batch that was sent: called back, sent again in its old place, or split. Follows `Sender.java` and
 * `TransactionManager.java` in what may be repeated without duplicates.
 */
export class ProduceOutcomes {
  private readonly deps: OutcomeDeps

  constructor(deps: OutcomeDeps) {
    this.deps = deps
  }

  /** @param answer - undefined with acks=0: the request was written, and that is all one can know. */
  noteAnswer(batches: readonly SentBatch[], answer: ResponseOf<typeof Produce> | undefined): void {
    if (answer === undefined) {
      for (const [queue, batch] of batches) this.succeed(queue, batch, -1, -1)
      return
    }
    const byPartition = new Map<string, PartitionAnswer>()
    for (const { name, partitionResponses } of answer.responses)
      for (const one of partitionResponses) byPartition.set(`${name}-${one.index}`, one)
    for (const [queue, batch] of batches) {
      const one = byPartition.get(`${queue.topic}-${queue.partition}`)
      if (one === undefined) this.noteLost(queue, batch, kafkaError(-1, { api: 'Produce', about: aboutOf(queue) }))
      else this.notePartition(queue, batch, one)
    }
  }

  private notePartition(queue: PartitionQueue, batch: ProducerBatch, answer: PartitionAnswer): void {
    const { errorCode: code } = answer
    if (code === 0) {
      this.succeed(queue, batch, Number(answer.baseOffset), Number(answer.logAppendTimeMs))
      return
    }
    if (code === ErrorCode.DUPLICATE_SEQUENCE_NUMBER) {
      this.succeed(queue, batch, -1, -1)
      return
    }
    batch.isUncertain ||= leavesUncertain(code)
    queue.removeInFlight(batch)
    const error = kafkaError(code, { api: 'Produce', about: aboutOf(queue), text: answer.errorMessage })
    if (code === ErrorCode.MESSAGE_TOO_LARGE && batch.count > 1) {
      this.split(queue, batch)
      return
    }
    if (isLeaderError(code)) this.lookForLeader(queue, answer)
    const isBehind = queue.waiting[0] !== undefined && queue.waiting[0].ordinal < batch.ordinal
    if (
      isSequenceError(code) &&
      this.deps.identity !== undefined &&
      (isBehind || this.deps.transactions === undefined)
    ) {
      // The batch is not in the log. Either one before it is sent again first, or the sequences must start anew.
      batch.isUncertain = false
      if (!isBehind) this.deps.demandBump()
      this.retry(queue, batch, error)
      return
    }
    if (isRetriableCode(code)) {
      this.retry(queue, batch, error)
      return
    }
    if (answer.recordErrors.length > 0) {
      this.failRecords(queue, batch, answer, error)
      return
    }
    this.fail(batch, error)
  }

  /** The request got no answer. */
  noteLost(queue: PartitionQueue, batch: ProducerBatch, error: unknown): void {
    queue.removeInFlight(batch)
    batch.isUncertain = true
    const known = isPipelineError(error) ? error : kafkaError(-1, { api: 'Produce', text: String(error) })
    void this.deps.cluster.metadata.refresh([queue.topic]).then(() => this.deps.wake(), ignore)
    if (known.retriable) this.retry(queue, batch, known)
    else this.fail(batch, known)
  }

  private retry(queue: PartitionQueue, batch: ProducerBatch, error: PipelineError): void {
    const { cluster, settings, accumulator } = this.deps
    const now = cluster.clock.now()
    if (batch.attempts > settings.retries) {
      this.fail(batch, error)
      return
    }
    if (now - batch.createdAt >= settings.deliveryTimeoutMs) {
      this.fail(batch, expired(batch, settings.deliveryTimeoutMs, error))
      return
    }
    batch.lastError = error
    const { retryBackoffMs, retryBackoffMaxMs } = settings
    batch.retryAt =
      error.details['kafkaCode'] === ErrorCode.CONCURRENT_TRANSACTIONS
        ? now + Math.min(concurrentBackoffMs, retryBackoffMs)
        : now + backOffMs(batch.attempts - 1, retryBackoffMs, retryBackoffMaxMs, cluster.random)
    accumulator.putBack(queue, batch)
  }

  private split(queue: PartitionQueue, batch: ProducerBatch): void {
    // Never more than half of what was refused, however little that is: the batch would come back whole, for ever.
    queue.batchBytesMax = Math.ceil(batch.builder.sizeBytes / 2)
    // The broker took none of its sequences: they are free again, unless batches behind it have later ones.
    if (batch.baseSequence >= 0) {
      const isLast = queue.inFlight.length === 0 && (queue.waiting[0]?.baseSequence ?? -1) < 0
      if (isLast) queue.nextSequence = batch.baseSequence
      else if (this.deps.transactions === undefined) this.deps.demandBump()
      else {
        this.fail(batch, kafkaError(10, { api: 'Produce', about: aboutOf(queue) }))
        return
      }
    }
    this.deps.accumulator.split(queue, batch, splitBatch(batch, queue.batchBytesMax))
  }

  private lookForLeader(queue: PartitionQueue, answer: PartitionAnswer): void {
    const { metadata } = this.deps.cluster
    const { leaderId, leaderEpoch } = answer.currentLeader
    if (leaderId >= 0 && metadata.cache.brokers.has(leaderId))
      metadata.cache.setLeader(queue.topic, queue.partition, leaderId, leaderEpoch)
    void metadata.refresh([queue.topic]).then(() => this.deps.wake(), ignore)
  }

  private succeed(queue: PartitionQueue, batch: ProducerBatch, baseOffset: number, logAppendTime: number): void {
    queue.removeInFlight(batch)
    queue.isEstablished = true
    batch.succeed(baseOffset, logAppendTime)
    // With acks=0 the socket may still hold the bytes.
    this.deps.accumulator.release(batch, this.deps.settings.acks !== 0 && batch.attempts === 1)
  }

  private failRecords(
    queue: PartitionQueue,
    batch: ProducerBatch,
    answer: PartitionAnswer,
    error: PipelineError,
  ): void {
    const texts = new Map(answer.recordErrors.map((one) => [one.batchIndex, one.batchIndexErrorMessage]))
    const about = aboutOf(queue)
    const others = 'Failed to append record because it was part of a batch which had one more more invalid records'
    this.noteFailed(batch, error)
    batch.failEach((index) => {
      const text = texts.has(index) ? texts.get(index)! : others
      return kafkaError(answer.errorCode, { api: 'Produce', about, text })
    })
    this.deps.accumulator.release(batch, false)
  }

  /** Calls the batch back with an error that is final. */
  fail(batch: ProducerBatch, error: Error): void {
    this.noteFailed(batch, error)
    batch.fail(error)
    this.deps.accumulator.release(batch, false)
  }

  private noteFailed(batch: ProducerBatch, error: Error): void {
    this.deps.transactions?.noteFailure(error)
    if (batch.baseSequence >= 0 && this.deps.transactions === undefined) this.deps.demandBump()
  }
}

const ignore = () => {}
const aboutOf = (queue: PartitionQueue) => `${queue.topic}-${queue.partition}`
