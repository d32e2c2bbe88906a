import { PipelineError } from '../../errors/index.ts'
import { Produce, type RequestInput } from '../../protocol/index.ts'
import type { PartitionQueue } from './partition-queue.ts'
import { expired } from './produce-error.ts'
import { ProduceOutcomes, type SentBatch } from './produce-outcomes.ts'
import type { SenderParts } from './sender-parts.ts'

/** The last version that names topics. */
const produceVersionMax = 12
const lane = 'produce'
const sequenceEnd = 0x8000_0000

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
  private readonly outcomes: ProduceOutcomes
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
    this.outcomes = new ProduceOutcomes({
      ...parts,
      wake: () => this.wake(),
      demandBump: () => {
        this.needsBump = true
      },
    })
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
      for (const batch of queue.waiting.splice(0)) this.outcomes.fail(batch, error)
  }

  /**
   * Starts all sequences at zero: the epoch is new.
   * @param isKnown - under an id that brokers know: where this producer has written, they take nothing else than zero.
   */
  resetSequences(isKnown = false): void {
    for (const queue of this.parts.accumulator.all()) {
      queue.nextSequence = 0
      if (!isKnown) queue.isEstablished = false
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
      this.outcomes.fail(batch, expired(batch, deliveryTimeoutMs, last ?? batch.lastError))
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
      const batches: SentBatch[] = []
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

  private send(node: number, batches: readonly SentBatch[]): void {
    const { cluster, settings, transactions, writeRight } = this.parts
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
      () => {
        // Called right before the bytes go to the socket: whatever the batches waited for lies behind them.
        const right = writeRight()
        if (right === null || batches.some(([, batch]) => batch.writeRight !== right)) throw writeRefused()
        return body
      },
      { node },
      {
        retry: false,
        lane,
        attemptTimeoutMs: requestTimeoutMs,
        versionMax: transactions?.produceVersionMax ?? produceVersionMax,
        expectsAnswer: acks !== 0,
      },
    )
    answered
      .then(
        (answer) => this.outcomes.noteAnswer(batches, answer),
        (error: unknown) => {
          for (const [queue, batch] of batches) this.outcomes.noteLost(queue, batch, error)
        },
      )
      .finally(() => {
        this.inFlight.set(node, this.inFlight.get(node)! - 1)
        this.inFlightTotal--
        if (this.inFlightTotal === 0) for (const resolve of this.idleWaiters.splice(0)) resolve()
        this.drain()
      })
  }
}

const ignore = () => {}
const writeRefused = () =>
  new PipelineError('SLW5006', 'The records may not be written any more: their writer lost its right to.', {
    retriable: false,
  })

function topicDataOf(batches: readonly SentBatch[]): TopicData[] {
  const topics = new Map<string, { index: number; records: Buffer }[]>()
  for (const [{ topic, partition }, , records] of batches) {
    const partitions = topics.get(topic)
    if (partitions === undefined) topics.set(topic, [{ index: partition, records }])
    else partitions.push({ index: partition, records })
  }
  return [...topics].map(([name, partitionData]) => ({ name, partitionData }))
}
