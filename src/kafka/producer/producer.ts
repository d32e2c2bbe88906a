import { PipelineError } from '../../errors/index.ts'
import { RecordBatchBuilder } from '../../protocol/records/index.ts'
import type { KafkaCluster } from '../cluster.ts'
import type { PartitionMetadata, TopicMetadata } from '../metadata/metadata-cache.ts'
import { Accumulator } from './accumulator.ts'
import { partitionForKey } from './murmur2.ts'
import type { PartitionQueue } from './partition-queue.ts'
import { waitForTopic } from './pending-topics.ts'
import { recordTooLarge } from './produce-error.ts'
import type { DoneCallback, ProduceRecord, RecordMetadata } from './produce-record.ts'
import { ProducerIdentity } from './producer-identity.ts'
import type { ProducerSettings } from './producer-settings.ts'
import { Sender } from './sender.ts'
import { StickyPartitioner } from './sticky-partitioner.ts'
import type { GroupMetadata, TransactionOffset } from './transaction-calls.ts'
import { TransactionManager } from './transaction-manager.ts'
import { alwaysMayWrite, type WriteRight } from './write-right.ts'

interface TopicState {
  readonly name: string
  metadata: TopicMetadata
  /** Version of the metadata cache that `metadata` was taken from. */
  version: number
  checkedAt: number
  readonly queues: PartitionQueue[]
}

interface PendingRecord {
  readonly record: ProduceRecord
  readonly done: DoneCallback | undefined
  readonly bytes: number
}

export interface ProducerDeps {
  /** Default: always. */
  readonly writeRight?: WriteRight | undefined
}

/**
 * Kafka's producer. Records of one partition are appended in the order of their `send`, and called back in that order.
 * With `enable.idempotence` (the default) a retry neither reorders nor duplicates.
 */
export class Producer {
  readonly settings: ProducerSettings
  private readonly cluster: KafkaCluster
  private readonly accumulator: Accumulator
  private readonly sender: Sender
  private readonly transactions: TransactionManager | undefined
  private readonly sticky: StickyPartitioner
  private readonly topics = new Map<string, TopicState>()
  private lastTopic: TopicState | undefined
  private readonly pending = new Map<string, PendingRecord[]>()
  private readonly pendingRuns = new Set<Promise<void>>()
  private readonly cancels = new Set<() => void>()
  private closed: Promise<void> | undefined

  constructor(cluster: KafkaCluster, settings: ProducerSettings, { writeRight = alwaysMayWrite }: ProducerDeps = {}) {
    this.cluster = cluster
    this.settings = settings
    this.accumulator = new Accumulator(settings, cluster.clock, writeRight)
    this.sticky = new StickyPartitioner(settings.batchSizeBytes, cluster.random)
    const { transactionalId, transactionTimeoutMs, maxBlockMs } = settings
    const identity = settings.isIdempotent ? new ProducerIdentity(cluster) : undefined
    this.transactions =
      transactionalId === undefined || identity === undefined
        ? undefined
        : new TransactionManager({
            ...{ cluster, identity, transactionalId, transactionTimeoutMs, maxBlockMs },
            wake: () => this.sender.wake(),
            resetSequences: (isKnown) => this.sender.resetSequences(isKnown),
          })
    const { accumulator, transactions } = this
    this.sender = new Sender({ cluster, settings, accumulator, identity, transactions, writeRight })
  }

  /** Bytes of records that were sent and not called back yet. */
  get bufferedBytes(): number {
    return this.accumulator.bufferedBytes
  }

  get hasSpace(): boolean {
    return this.accumulator.hasSpace
  }

  /** Resolves when less than `buffer.memory` is in use, by less than 100,000 records: await it between sends, since `send` itself never waits. */
  waitForSpace(): Promise<void> {
    return this.accumulator.waitForSpace()
  }

  /**
   * Takes a record and returns at once. `done` is called exactly once, later, in order per partition. Key, value and
   * headers are copied before `send` returns, except while the topic is not known yet.
   * @throws SLW5006 when the record is larger than `max.request.size`, or no transaction was begun.
   */
  send(record: ProduceRecord, done?: DoneCallback): void {
    if (this.closed !== undefined) throw closedError()
    this.transactions?.assertCanSend()
    const bytes = RecordBatchBuilder.recordBytesMax(record.key, record.value, record.headers)
    this.assertSize(bytes)
    const topic = this.topicState(record.topic)
    const wanted = record.partition ?? -1
    if (topic === undefined || wanted >= topic.metadata.partitions.length || this.pending.has(record.topic)) {
      this.sendLater({ record, done, bytes })
      return
    }
    this.append(topic, record, done, bytes)
  }

  /** `send` as a promise. */
  sendAndWait(record: ProduceRecord): Promise<RecordMetadata> {
    return new Promise((resolve, reject) => {
      this.send(record, (error, metadata) => (error === null ? resolve(metadata!) : reject(error)))
    })
  }

  /** Sends everything at once and resolves when each record sent before was called back, whatever the result. */
  async flush(): Promise<void> {
    this.sender.flushing++
    try {
      await Promise.all(this.pendingRuns)
      const open = [...this.accumulator.incomplete]
      this.sender.drain()
      await Promise.all(open.map((batch) => batch.whenDone()))
    } finally {
      this.sender.flushing--
    }
  }

  /**
   * Refuses new records, sends what is left, and fails what is not acknowledged after `timeoutMs` (default: no limit but
   * `delivery.timeout.ms`). A transaction that is open is aborted. The cluster stays open. A second call returns the first one's promise.
   */
  close(options: { readonly timeoutMs?: number } = {}): Promise<void> {
    this.closed ??= this.finish(options.timeoutMs)
    return this.closed
  }

  /** Waits up to `max.block.ms` for the topic, and creates it where brokers do so by themselves. */
  async partitionsFor(topic: string): Promise<readonly PartitionMetadata[]> {
    const { maxBlockMs } = this.settings
    return (await waitForTopic(this.cluster, topic, -1, maxBlockMs)).partitions
  }

  /** Must be called once, first, when `transactional.id` is set; fences off older producers with that id. */
  async initTransactions(): Promise<void> {
    await this.transactional().init()
  }

  beginTransaction(): void {
    this.transactional().begin()
  }

  /** Sends what is left and commits. When a record failed, nothing is committed: abort. */
  async commitTransaction(): Promise<void> {
    await this.transactional().commit(() => this.flush())
  }

  /** Drops what was not sent; the transaction's records become invisible for read_committed consumers. */
  async abortTransaction(): Promise<void> {
    await this.transactional().abort(async () => {
      const aborted = new PipelineError('SLW5006', 'Failing batch since transaction was aborted', { retriable: false })
      this.failPending(aborted)
      this.sender.failWaiting(aborted)
      await this.sender.whenIdle()
      // What was in flight may have come back to be sent again.
      this.sender.failWaiting(aborted)
    })
  }

  /** Commits consumer offsets as part of the transaction. */
  async sendOffsetsToTransaction(offsets: readonly TransactionOffset[], group: GroupMetadata): Promise<void> {
    await this.transactional().sendOffsets(offsets, group)
  }

  private transactional(): TransactionManager {
    if (this.transactions !== undefined) return this.transactions
    throw new PipelineError(
      'SLW5006',
      'Transactional method invoked on a non-transactional producer: set transactional.id.',
      { retriable: false },
    )
  }

  private assertSize(bytes: number): void {
    const { maxRequestSizeBytes, bufferMemoryBytes } = this.settings
    if (bytes > maxRequestSizeBytes) throw recordTooLarge(bytes, maxRequestSizeBytes, 'max.request.size')
    if (bytes > bufferMemoryBytes) throw recordTooLarge(bytes, bufferMemoryBytes, 'buffer.memory')
  }

  private append(topic: TopicState, record: ProduceRecord, done: DoneCallback | undefined, bytes: number): void {
    const partition = record.partition ?? this.choosePartition(topic.metadata, record, bytes)
    let queue = topic.queues[partition]
    if (queue === undefined) {
      queue = this.accumulator.queue(topic.name, partition)
      topic.queues[partition] = queue
    }
    const timestamp = record.timestamp ?? this.cluster.clock.now()
    const becameReady = this.accumulator.append(queue, record, timestamp, bytes, done)
    if (becameReady) {
      // A full batch goes out from here, so that broker and client work at the same time; one that may still grow waits.
      if (queue.waiting.length > 1) this.sender.drain()
      else this.sender.wake()
    } else if (queue.waiting.length === 1 && queue.waiting[0]!.count === 1) this.lingerFrom()
  }

  private lingerFrom(): void {
    const { lingerMs } = this.settings
    if (lingerMs === 0) this.sender.wake()
    else this.sender.wakeAfter(this.cluster.clock.now() + lingerMs)
  }

  private choosePartition(topic: TopicMetadata, { key }: ProduceRecord, bytes: number): number {
    if (key !== null && !this.settings.partitionerIgnoreKeys) return partitionForKey(key, topic.partitions.length)
    return this.sticky.next(topic, bytes)
  }

  /** The topic when it is known; looks for changes in the background once metadata is old. */
  private topicState(name: string): TopicState | undefined {
    const { cache } = this.cluster.metadata
    const last = this.lastTopic
    const state = last !== undefined && last.name === name ? last : this.topics.get(name)
    if (state === undefined || state.version !== cache.version) return this.lookUp(name, state)
    this.lastTopic = state
    return state
  }

  private lookUp(name: string, before: TopicState | undefined): TopicState | undefined {
    const { cache } = this.cluster.metadata
    const metadata = cache.topic(name)
    if (metadata === undefined || metadata.errorCode !== 0 || metadata.partitions.length === 0) return undefined
    const now = this.cluster.clock.now()
    if (before === undefined) {
      const state = { name, metadata, version: cache.version, checkedAt: now, queues: [] }
      this.topics.set(name, state)
      this.watchAge(state)
      return state
    }
    before.metadata = metadata
    before.version = cache.version
    return before
  }

  /** `metadata.max.age.ms`: new partitions are found though nothing fails. */
  private watchAge(state: TopicState): void {
    const { cluster } = this
    const { metadataMaxAgeMs } = cluster.settings
    const cancel = cluster.clock.after(metadataMaxAgeMs, () => {
      this.cancels.delete(cancel)
      if (this.closed !== undefined || cluster.isClosed) return
      void cluster.metadata.refresh([state.name]).catch(() => {})
      this.watchAge(state)
    })
    this.cancels.add(cancel)
  }

  /** Keeps a record until its topic or partition is known; those behind it for the same topic wait too. */
  private sendLater(pending: PendingRecord): void {
    const { topic } = pending.record
    this.accumulator.hold(pending.bytes)
    const list = this.pending.get(topic)
    if (list !== undefined) {
      list.push(pending)
      return
    }
    this.pending.set(topic, [pending])
    const run = this.runPending(topic).finally(() => this.pendingRuns.delete(run))
    this.pendingRuns.add(run)
  }

  private async runPending(topic: string): Promise<void> {
    const list = this.pending.get(topic)!
    const { cluster, settings } = this
    while (list.length > 0) {
      const partition = list[0]!.record.partition ?? -1
      let failure: Error | undefined
      try {
        await waitForTopic(cluster, topic, partition, settings.maxBlockMs)
      } catch (error) {
        failure = error as Error
      }
      const state = this.topicState(topic)
      while (list.length > 0) {
        const { record, done, bytes } = list[0]!
        if (state === undefined && failure === undefined) break
        if (state !== undefined && (record.partition ?? -1) < state.metadata.partitions.length) {
          list.shift()
          // In this order: nobody is to hear of space that is not there.
          this.append(state, record, done, bytes)
          this.accumulator.letGo(bytes)
        } else if (failure !== undefined) {
          list.shift()
          this.accumulator.letGo(bytes)
          this.transactions?.noteFailure(failure)
          done?.(failure, null)
        } else break
      }
    }
    this.pending.delete(topic)
  }

  private failPending(error: Error): void {
    for (const list of this.pending.values())
      for (const { done, bytes } of list.splice(0)) {
        this.accumulator.letGo(bytes)
        done?.(error, null)
      }
  }

  private async finish(timeoutMs: number | undefined): Promise<void> {
    let cancel = () => {}
    const deadline = new Promise<void>((resolve) => {
      if (timeoutMs !== undefined) cancel = this.cluster.clock.after(timeoutMs, resolve)
    })
    const end = async () => {
      await this.flush()
      if (this.transactions?.isOpen) await this.abortTransaction().catch(() => {})
    }
    await Promise.race([end(), deadline])
    cancel()
    const left = closedError()
    this.failPending(left)
    this.sender.failWaiting(left)
    for (const batch of [...this.accumulator.incomplete]) {
      batch.fail(left)
      this.accumulator.release(batch, false)
    }
    for (const one of this.cancels) one()
    this.sender.stop()
  }
}

const closedError = () =>
  new PipelineError('SLW5001', 'Cannot perform operation after producer has been closed', { retriable: false })
