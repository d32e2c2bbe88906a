import { isPipelineError, type PipelineError } from '../../errors/index.ts'
import { ErrorCode, Produce, type RequestInput, type ResponseOf } from '../../protocol/index.ts'
import { backOffMs } from '../back-off.ts'
import type { KafkaCluster } from '../cluster.ts'
import { kafkaError } from '../kafka-error.ts'
import type { Accumulator } from './accumulator.ts'
import type { PartitionQueue } from './partition-queue.ts'
import { expired, isLeaderError, isRetriableCode, isSequenceError, leavesUncertain } from './produce-error.ts'
import type { ProducerBatch } from './producer-batch.ts'
import type { ProducerIdentity } from './producer-identity.ts'
import type { ProducerSettings } from './producer-settings.ts'
import { splitBatch } from './split-batch.ts'

/** What the sender needs to know of a transaction. */
export interface TransactionGate {
  /** Whether the partition belongs to the transaction yet; starts to add it when not, and wakes the sender after. */
  admits(queue: PartitionQueue): boolean
  /** Why the transaction cannot be committed any more; its waiting batches fail with this. */
  readonly failure: Error | undefined
  /** A batch failed for good: the transaction can only be aborted. */
  noteFailure(error: Error): void
}

export interface SenderParts {
  readonly cluster: KafkaCluster
  readonly settings: ProducerSettings
  readonly accumulator: Accumulator
  /** Present for idempotent producers. */
  readonly identity?: ProducerIdentity | undefined
  readonly transactions?: TransactionGate | undefined
}

/** The last version without the implicit partition adding of KIP-890, and the last that names topics. */
const versionMax = { transactional: 11, plain: 12 } as const
const lane = 'produce'
const sequenceEnd = 0x8000_0000

type PartitionAnswer = ResponseOf<typeof Produce>['responses'][number]['partitionResponses'][number]
type TopicData = RequestInput<typeof Produce>['topicData'][number]

/**
 * Sends batches that are ready to the leaders of their partitions: at most `max.in.flight.requests.per.connection`
 * requests per node, one batch per partition in each. Order per partition is kept through retries; an idempotent
 * producer's batches keep their sequence, so that the broker drops what it has already.
 */
export class Sender {
  /** Above zero: nothing lingers. */
  flushing = 0
  private readonly parts: SenderParts
  private readonly inFlight = new Map<number, number>()
  private inFlightTotal = 0
  private isDraining = false
  private isScheduled = false
  private cancelWake: (() => void) | undefined
  private wakeAt = Number.POSITIVE_INFINITY
  /** A hole in the sequences must be closed by a new epoch, once nothing is uncertain. */
  private needsBump = false
  private fatal: Error | undefined
  private idleWaiters: (() => void)[] = []

  constructor(parts: SenderParts) {
    this.parts = parts
  }

  /** Looks for ready batches soon, once the code that runs now is through. */
  wake(): void {
    if (this.isScheduled) return
    this.isScheduled = true
    setImmediate(() => {
      this.isScheduled = false
      this.drain()
    })
  }

  /** The next `drain` at this time; earlier calls win. */
  wakeAfter(time: number): void {
    if (time >= this.wakeAt || time === Number.POSITIVE_INFINITY) return
    this.cancelWake?.()
    this.wakeAt = time
    const { clock } = this.parts.cluster
    this.cancelWake = clock.after(time - clock.now(), () => {
      this.wakeAt = Number.POSITIVE_INFINITY
      this.drain()
    })
  }

  /** Sends what is ready now. */
  drain(): void {
    if (this.isDraining) return
    this.isDraining = true
    try {
      const failure = this.fatal ?? this.parts.transactions?.failure
      if (failure !== undefined) this.failWaiting(failure)
      else if (this.hasIdentity()) this.drainNodes()
    } finally {
      this.isDraining = false
    }
  }

  /** Resolves when no request is in flight. */
  whenIdle(): Promise<void> {
    return this.inFlightTotal === 0 ? Promise.resolve() : new Promise((resolve) => this.idleWaiters.push(resolve))
  }

  /** Fails every batch that is not in flight. */
  failWaiting(error: Error): void {
    for (const queue of this.parts.accumulator.active)
      for (const batch of queue.waiting.splice(0)) this.fail(queue, batch, error)
  }

  /** Starts all sequences at zero: the epoch is new. */
  resetSequences(): void {
    for (const queue of this.parts.accumulator.all()) {
      queue.nextSequence = 0
      queue.isEstablished = false
    }
  }

  stop(): void {
    this.cancelWake?.()
  }

  private hasIdentity(): boolean {
    const { identity, transactions, accumulator, cluster, settings } = this.parts
    if (identity === undefined || transactions !== undefined) return true
    if (this.needsBump && this.inFlightTotal === 0 && !this.hasUncertain()) {
      this.needsBump = false
      identity.bump()
      this.resetSequences()
    }
    if (identity.isKnown) return true
    if (accumulator.active.size === 0) return false
    identity.ask().then(
      () => this.wake(),
      (error: PipelineError) => {
        if (error.retriable) {
          const now = cluster.clock.now()
          this.expireWaiting(now, error)
          this.wakeAfter(now + settings.retryBackoffMs)
        } else {
          this.fatal = error
          this.wake()
        }
      },
    )
    return false
  }

  private hasUncertain(): boolean {
    for (const { waiting } of this.parts.accumulator.active) if (waiting[0]?.isUncertain) return true
    return false
  }

  private expireWaiting(now: number, last?: Error): void {
    for (const queue of this.parts.accumulator.active) this.expire(queue, now, last)
  }

  private expire(queue: PartitionQueue, now: number, last?: Error): void {
    const { deliveryTimeoutMs } = this.parts.settings
    while (queue.waiting.length > 0 && now - queue.waiting[0]!.createdAt >= deliveryTimeoutMs) {
      const batch = queue.waiting.shift()!
      this.fail(queue, batch, expired(batch, deliveryTimeoutMs, last ?? batch.lastError))
    }
  }

  private drainNodes(): void {
    const { accumulator, cluster, settings } = this.parts
    const now = cluster.clock.now()
    const ready = new Map<number, PartitionQueue[]>()
    let wakeAt = Number.POSITIVE_INFINITY
    for (const queue of accumulator.active) {
      this.expire(queue, now)
      const at = this.readyAt(queue, now)
      if (at > now) {
        wakeAt = Math.min(wakeAt, at)
        continue
      }
      const leader = cluster.metadata.leaderOf(queue.topic, queue.partition)
      if (leader === undefined) {
        void cluster.metadata.refresh([queue.topic]).then(() => this.wake(), ignore)
        wakeAt = Math.min(wakeAt, now + settings.retryBackoffMs)
        continue
      }
      const queues = ready.get(leader)
      if (queues === undefined) ready.set(leader, [queue])
      else queues.push(queue)
    }
    for (const [node, queues] of ready) this.drainNode(node, queues, now)
    this.wakeAfter(wakeAt)
  }

  /** When the first waiting batch may be sent: now or earlier, later, or not before something else happens (Infinity). */
  private readyAt(queue: PartitionQueue, now: number): number {
    const first = queue.waiting[0]
    if (first === undefined) {
      this.parts.accumulator.active.delete(queue)
      return Number.POSITIVE_INFINITY
    }
    if (!queue.isOrdered) return Number.POSITIVE_INFINITY
    if (this.parts.identity !== undefined && !queue.isEstablished && queue.inFlight.length > 0)
      return Number.POSITIVE_INFINITY
    if (this.needsBump && !first.isUncertain) return Number.POSITIVE_INFINITY
    if (this.parts.transactions !== undefined && !this.parts.transactions.admits(queue)) return Number.POSITIVE_INFINITY
    const { batchSizeBytes, lingerMs, deliveryTimeoutMs } = this.parts.settings
    const isFull = queue.waiting.length > 1 || first.builder.sizeBytes >= batchSizeBytes
    const lingersUntil = isFull || this.flushing > 0 || first.attempts > 0 ? now : first.createdAt + lingerMs
    return Math.min(Math.max(lingersUntil, first.retryAt), first.createdAt + deliveryTimeoutMs)
  }

  private drainNode(node: number, queues: PartitionQueue[], now: number): void {
    const { maxInFlightPerConnection, maxRequestSizeBytes } = this.parts.settings
    let left = queues
    while (left.length > 0 && (this.inFlight.get(node) ?? 0) < maxInFlightPerConnection) {
      const batches: [PartitionQueue, ProducerBatch, Buffer][] = []
      const next: PartitionQueue[] = []
      let bytes = 0
      for (const queue of left) {
        const first = queue.waiting[0]!
        if (batches.length > 0 && bytes + first.builder.sizeBytes > maxRequestSizeBytes) {
          next.push(queue)
          continue
        }
        const sealed = this.take(queue)
        bytes += sealed.length
        batches.push([queue, first, sealed])
        if (this.readyAt(queue, now) <= now) next.push(queue)
      }
      this.send(node, batches)
      left = next
    }
  }

  /** Moves the first waiting batch to those in flight and returns its bytes. */
  private take(queue: PartitionQueue): Buffer {
    const { identity, settings, transactions } = this.parts
    const batch = queue.waiting.shift()!
    queue.inFlight.push(batch)
    batch.attempts++
    if (identity !== undefined && (batch.baseSequence < 0 || batch.producerEpoch !== identity.producerEpoch)) {
      batch.baseSequence = queue.nextSequence
      batch.producerEpoch = identity.producerEpoch
      queue.nextSequence = (queue.nextSequence + batch.count) % sequenceEnd
    }
    return batch.builder.seal({
      compression: settings.compression,
      ...(settings.compressionLevel === undefined ? {} : { compressionLevel: settings.compressionLevel }),
      ...(identity === undefined
        ? {}
        : {
            producerId: identity.producerId,
            producerEpoch: batch.producerEpoch,
            baseSequence: batch.baseSequence,
            isTransactional: transactions !== undefined,
          }),
    })
  }

  private send(node: number, batches: readonly [PartitionQueue, ProducerBatch, Buffer][]): void {
    const { cluster, settings } = this.parts
    const { acks, requestTimeoutMs, transactionalId } = settings
    this.inFlight.set(node, (this.inFlight.get(node) ?? 0) + 1)
    this.inFlightTotal++
    const body = {
      transactionalId: transactionalId ?? null,
      acks,
      timeoutMs: requestTimeoutMs,
      topicData: topicDataOf(batches),
    }
    const answered = cluster.request(
      Produce,
      body,
      { node },
      {
        retry: false,
        lane,
        attemptTimeoutMs: requestTimeoutMs,
        versionMax: transactionalId === undefined ? versionMax.plain : versionMax.transactional,
        expectsAnswer: acks !== 0,
      },
    )
    answered
      .then(
        (answer) => this.noteAnswer(batches, answer),
        (error: unknown) => {
          for (const [queue, batch] of batches) this.noteLost(queue, batch, error)
        },
      )
      .finally(() => {
        this.inFlight.set(node, this.inFlight.get(node)! - 1)
        this.inFlightTotal--
        if (this.inFlightTotal === 0) for (const resolve of this.idleWaiters.splice(0)) resolve()
        this.drain()
      })
  }

  private noteAnswer(
    batches: readonly [PartitionQueue, ProducerBatch, Buffer][],
    answer: ResponseOf<typeof Produce> | undefined,
  ): void {
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
    if (isSequenceError(code) && this.parts.transactions === undefined && this.parts.identity !== undefined) {
      // The batch is not in the log. Either one before it is sent again first, or the sequences must start anew.
      batch.isUncertain = false
      if (queue.waiting[0] === undefined || queue.waiting[0].ordinal > batch.ordinal) this.needsBump = true
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
    this.fail(queue, batch, error)
  }

  /** The request got no answer. */
  private noteLost(queue: PartitionQueue, batch: ProducerBatch, error: unknown): void {
    queue.removeInFlight(batch)
    batch.isUncertain = true
    const known = isPipelineError(error) ? error : kafkaError(-1, { api: 'Produce', text: String(error) })
    void this.parts.cluster.metadata.refresh([queue.topic]).then(() => this.wake(), ignore)
    if (known.retriable) this.retry(queue, batch, known)
    else this.fail(queue, batch, known)
  }

  private retry(queue: PartitionQueue, batch: ProducerBatch, error: PipelineError): void {
    const { cluster, settings, accumulator } = this.parts
    const now = cluster.clock.now()
    if (batch.attempts > settings.retries) {
      this.fail(queue, batch, error)
      return
    }
    if (now - batch.createdAt >= settings.deliveryTimeoutMs) {
      this.fail(queue, batch, expired(batch, settings.deliveryTimeoutMs, error))
      return
    }
    batch.lastError = error
    const { retryBackoffMs, retryBackoffMaxMs } = settings
    batch.retryAt = now + backOffMs(batch.attempts - 1, retryBackoffMs, retryBackoffMaxMs, cluster.random)
    accumulator.putBack(queue, batch)
  }

  private split(queue: PartitionQueue, batch: ProducerBatch): void {
    queue.batchBytesMax = Math.max(1024, Math.ceil(batch.builder.sizeBytes / 2))
    // The broker took none of its sequences: they are free again, unless batches behind it have later ones.
    if (batch.baseSequence >= 0) {
      const isLast = queue.inFlight.length === 0 && (queue.waiting[0]?.baseSequence ?? -1) < 0
      if (isLast) queue.nextSequence = batch.baseSequence
      else if (this.parts.transactions === undefined) this.needsBump = true
      else {
        this.fail(queue, batch, kafkaError(10, { api: 'Produce', about: aboutOf(queue) }))
        return
      }
    }
    this.parts.accumulator.split(queue, batch, splitBatch(batch, queue.batchBytesMax))
  }

  private lookForLeader(queue: PartitionQueue, answer: PartitionAnswer): void {
    const { metadata } = this.parts.cluster
    const { leaderId, leaderEpoch } = answer.currentLeader
    if (leaderId >= 0 && metadata.cache.brokers.has(leaderId))
      metadata.cache.setLeader(queue.topic, queue.partition, leaderId, leaderEpoch)
    void metadata.refresh([queue.topic]).then(() => this.wake(), ignore)
  }

  private succeed(queue: PartitionQueue, batch: ProducerBatch, baseOffset: number, logAppendTime: number): void {
    queue.removeInFlight(batch)
    queue.isEstablished = true
    batch.succeed(baseOffset, logAppendTime)
    // With acks=0 the socket may still hold the bytes.
    this.parts.accumulator.release(batch, this.parts.settings.acks !== 0 && batch.attempts === 1)
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
    this.parts.accumulator.release(batch, false)
  }

  private fail(_queue: PartitionQueue, batch: ProducerBatch, error: Error): void {
    this.noteFailed(batch, error)
    batch.fail(error)
    this.parts.accumulator.release(batch, false)
  }

  private noteFailed(batch: ProducerBatch, error: Error): void {
    this.parts.transactions?.noteFailure(error)
    if (batch.baseSequence >= 0 && this.parts.transactions === undefined) this.needsBump = true
  }
}

const ignore = () => {}
const aboutOf = (queue: PartitionQueue) => `${queue.topic}-${queue.partition}`

function topicDataOf(batches: readonly [PartitionQueue, ProducerBatch, Buffer][]): TopicData[] {
  const topics = new Map<string, { index: number; records: Buffer }[]>()
  for (const [{ topic, partition }, , records] of batches) {
    const partitions = topics.get(topic)
    if (partitions === undefined) topics.set(topic, [{ index: partition, records }])
    else partitions.push({ index: partition, records })
  }
  return [...topics].map(([name, partitionData]) => ({ name, partitionData }))
}
