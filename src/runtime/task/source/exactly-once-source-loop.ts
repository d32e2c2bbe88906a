import type { SourceRecord } from '../../../data/index.ts'
import { ConnectException } from '../../../errors/index.ts'
import { offsetJson, offsetKey } from '../../store/offset-record.ts'
import { NO_HEADERS, type TransactionalTaskProducer } from '../kafka-ports.ts'
import { SourceTaskLoop, type SourceTaskLoopOptions } from './source-task-loop.ts'
import { partitionKey, type SourceOffset } from './submitted-records.ts'
import type { TransactionBoundary, Verdict } from './transaction-boundary.ts'

export interface ExactlyOnceOptions extends Omit<SourceTaskLoopOptions, 'producer'> {
  readonly producer: TransactionalTaskProducer
  readonly boundary: TransactionBoundary
  /** Topic that the offsets go to, inside the transaction. */
  readonly offsetsTopic: string
  /** Rejects when the group has moved on and this task must not start (S15.3); asked before and after older producers are fenced off. */
  readonly assertMayStart: () => Promise<void>
  /** Offsets of a committed transaction, for the worker's own offsets topic when the connector has a topic of its own (S10.4). */
  readonly onCommitted: (offsets: readonly SourceOffset[]) => Promise<void>
}

const encoder = new TextEncoder()

/**
 * A source task that delivers exactly once (`org.apache.kafka.connect.runtime.ExactlyOnceWorkerSourceTask`, S15): records and their source
 * offsets are one Kafka transaction. Any failed send fails the task. Dropped records do not advance the offset, as in Connect.
 */
export class ExactlyOnceSourceLoop extends SourceTaskLoop {
  readonly #options: ExactlyOnceOptions
  /** Of records dispatched since the last commit. */
  readonly #offsets = new Map<string, SourceOffset>()
  #isOpen = false
  #isAborting = false
  #size = 0

  constructor(options: ExactlyOnceOptions) {
    super(options)
    this.#options = options
  }

  protected override async start(): Promise<void> {
    await this.#options.assertMayStart()
    await this.#options.producer.initTransactions()
    await this.#options.assertMayStart()
    await super.start()
  }

  protected override get commitsByTimer(): boolean {
    return false
  }

  protected override get toleratesSendFailures(): boolean {
    return false
  }

  protected override get dropsUnsent(): boolean {
    return this.#isAborting
  }

  protected override beforeSend(): void {
    if (this.#isOpen) return
    this.#options.producer.beginTransaction()
    this.#isOpen = true
  }

  protected override submit({ topic, sourcePartition, sourceOffset }: SourceRecord): null {
    if (topic === this.#options.offsetsTopic)
      throw new ConnectException(`A task may not write to its own offsets topic ${topic} (exactly-once support)`)
    this.#size++
    if (sourcePartition !== null && sourceOffset !== null)
      this.#offsets.set(partitionKey(sourcePartition), { partition: sourcePartition, offset: sourceOffset })
    return null
  }

  protected override afterRecord(record: SourceRecord): void | Promise<void> {
    const verdict = this.#options.boundary.afterRecord(record)
    if (verdict !== 'go-on') return this.#end(verdict)
  }

  protected override afterBatch(): Promise<void> {
    return this.#end(this.#options.boundary.afterBatch())
  }

  protected override afterIdle(): Promise<void> {
    return this.#end(this.#options.boundary.afterIdle())
  }

  protected override async onPaused(): Promise<void> {
    if (this.#options.boundary.commitsLeftovers) await this.#end('commit')
  }

  /** Tasks hear of their records only once the transaction is through. */
  protected override async callBack(): Promise<void> {}

  protected override async finalCommit(): Promise<void> {
    const { boundary } = this.#options
    if (!this.isFailed && boundary.commitsLeftovers) await this.#end('commit')
    if (this.#isOpen) await this.#abort().catch(() => {})
  }

  async #end(verdict: Verdict): Promise<void> {
    if (verdict === 'go-on') return
    if (verdict === 'abort' && this.#isOpen) await this.#abort()
    await this.#commit()
  }

  async #abort(): Promise<void> {
    this.#isOpen = false
    this.#size = 0
    this.#isAborting = true
    try {
      await this.#options.producer.abortTransaction()
    } finally {
      this.#isAborting = false
    }
  }

  async #commit(): Promise<void> {
    const { producer, counters, clock, onCommitted, task } = this.#options
    const offsets = [...this.#offsets.values()]
    if (offsets.length === 0 && !this.#isOpen) return
    const startedAt = clock.now()
    this.beforeSend()
    try {
      await this.#writeOffsets(offsets)
      await producer.flush()
      this.throwSendFailure()
      await producer.commitTransaction()
    } catch (error) {
      counters.countCommit(false, clock.now() - startedAt)
      throw error
    }
    this.#isOpen = false
    this.#offsets.clear()
    this.#count(clock.now() - startedAt)
    await onCommitted(offsets)
    if (this.acked.hasAny) await this.acked.callBack()
    await task.commit?.()
  }

  async #writeOffsets(offsets: readonly SourceOffset[]): Promise<void> {
    const { producer, offsetsTopic: topic, context } = this.#options
    for (const { partition, offset } of offsets) {
      const key = encoder.encode(offsetKey(context.connectorName, partition))
      const value = encoder.encode(offsetJson(offset))
      const record = { topic, partition: null, key, value, headers: NO_HEADERS }
      const full = producer.send(record, (error) => {
        if (error) this.fail(new ConnectException('Failed to write source offsets', error))
      })
      if (full) await full
    }
  }

  #count(tookMs: number): void {
    const { clock, counters } = this.#options
    counters.countCommit(true, tookMs)
    if (this.#size > 0) counters.record('transactionSize', this.#size, clock.now())
    this.#size = 0
    counters.set('settled', 1)
    counters.set('uncommitted', 0)
  }
}
