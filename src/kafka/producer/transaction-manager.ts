import { isPipelineError, PipelineError } from '../../errors/index.ts'
import type { PartitionQueue } from './partition-queue.ts'
import type { TransactionGate } from './sender-parts.ts'
import {
  type GroupMetadata,
  TransactionCalls,
  type TransactionCallsDeps,
  type TransactionOffset,
} from './transaction-calls.ts'
import { isFatal } from './transaction-verdict.ts'

type State = 'uninitialized' | 'ready' | 'inTransaction' | 'abortable' | 'fatal'

export interface TransactionDeps extends Omit<TransactionCallsDeps, 'noteFailure'> {
  /** Called when partitions were added, so that their batches go out. */
  readonly wake: () => void
  /** Called when the epoch is new: sequences start at zero. `isKnown`: it is a later one of the same id. */
  readonly resetSequences: (isKnown: boolean) => void
}

/** Level of the feature `transaction.version` from which on each end of a transaction raises the epoch. */
const BUMPS_EPOCH = 2

/** Newest request versions without what KIP-890 added, and with it. */
const before = { produce: 11, txnOffsetCommit: 4, endTxn: 4 } as const
const since = { produce: 12, txnOffsetCommit: 5, endTxn: 5 } as const

/**
 * The client's side of transactions (KIP-98): one at a time, in the order init, begin, send, commit or abort.
 *
 * Where the cluster has transactions version 2 (KIP-890), partitions and groups join a transaction by the first thing that
 * is written, and each end gives out a new epoch: what is late belongs to an older one, so it changes nothing any more.
 */
export class TransactionManager implements TransactionGate {
  private readonly deps: TransactionDeps
  private readonly calls: TransactionCalls
  private state: State = 'uninitialized'
  private lastError: Error | undefined
  /** Version 2 applies. Changes between transactions only. */
  private bumpsEpoch = false
  /** The coordinator knows of the transaction, or may. */
  private hasStarted = false
  private readonly added = new Set<PartitionQueue>()
  private readonly toAdd = new Set<PartitionQueue>()
  private adding: Promise<void> | undefined
  /** The next transaction needs an epoch that InitProducerId gives. */
  private needsEpoch = false

  constructor(deps: TransactionDeps) {
    this.deps = deps
    this.calls = new TransactionCalls({ ...deps, noteFailure: (error) => this.noteFailure(error) })
  }

  /** Throws when records cannot be sent now. */
  assertCanSend(): void {
    this.throwIfFailed()
    if (this.state !== 'inTransaction')
      throw stateError(`Cannot add a record to a transaction in state ${this.state}: call beginTransaction first`)
  }

  get produceVersionMax(): number {
    return this.bumpsEpoch ? since.produce : before.produce
  }

  admits(queue: PartitionQueue): boolean {
    if (this.added.has(queue)) return true
    if (this.state !== 'inTransaction') return false
    if (this.bumpsEpoch) {
      this.hasStarted = true
      return true
    }
    this.toAdd.add(queue)
    this.adding ??= Promise.resolve()
      .then(() => this.addPartitions())
      .finally(() => {
        this.adding = undefined
      })
    return false
  }

  /** A transaction was begun and can still be aborted. */
  get isOpen(): boolean {
    return this.state === 'inTransaction' || this.state === 'abortable'
  }

  get failure(): Error | undefined {
    return this.state === 'abortable' || this.state === 'fatal' ? this.lastError : undefined
  }

  noteFailure(error: Error): void {
    if (this.state === 'fatal') return
    this.deps.wake()
    const { kafkaCode, api } = isPipelineError(error) && !error.retriable ? error.details : {}
    this.lastError = error
    // With version 2 the abort itself gives the new epoch.
    if (!this.bumpsEpoch) this.needsEpoch = true
    this.state = typeof kafkaCode === 'number' && isFatal(String(api), kafkaCode) ? 'fatal' : 'abortable'
  }

  /** Gets id and epoch, fencing off older producers with this id and ending what they left open. */
  async init(): Promise<void> {
    this.throwIfFatal()
    await this.newEpoch()
    this.bumpsEpoch = this.isVersion2
    this.state = 'ready'
  }

  begin(): void {
    this.throwIfFailed()
    if (this.state !== 'ready')
      throw stateError(
        this.state === 'uninitialized'
          ? 'Transactions are not initialized: call initTransactions first'
          : `Cannot begin a transaction in state ${this.state}`,
      )
    this.state = 'inTransaction'
  }

  /** @param flush - completes every record that was sent. */
  async commit(flush: () => Promise<void>): Promise<void> {
    this.throwIfFailed()
    if (this.state !== 'inTransaction') throw stateError(`Cannot commit a transaction in state ${this.state}`)
    await flush()
    this.throwIfFailed()
    await this.end(true)
  }

  /** @param drop - fails what was not sent and waits for what was. */
  async abort(drop: () => Promise<void>): Promise<void> {
    this.throwIfFatal()
    if (this.state !== 'inTransaction' && this.state !== 'abortable')
      throw stateError(`Cannot abort a transaction in state ${this.state}`)
    await drop()
    await this.adding?.catch(() => {})
    this.throwIfFatal()
    await this.end(false)
  }

  async sendOffsets(offsets: readonly TransactionOffset[], group: GroupMetadata): Promise<void> {
    this.throwIfFailed()
    if (this.state !== 'inTransaction') throw stateError(`Cannot send offsets in state ${this.state}`)
    if (offsets.length === 0) return
    if (!this.bumpsEpoch) await this.calls.addOffsets(group.groupId)
    this.hasStarted = true
    await this.calls.commitOffsets(offsets, group, (this.bumpsEpoch ? since : before).txnOffsetCommit)
  }

  private get isVersion2(): boolean {
    return this.deps.cluster.features.levelOf('transaction.version') >= BUMPS_EPOCH
  }

  private async newEpoch(): Promise<void> {
    await this.calls.initProducerId()
    this.needsEpoch = false
    this.deps.resetSequences(false)
  }

  private async addPartitions(): Promise<void> {
    while (this.toAdd.size > 0 && this.state === 'inTransaction') {
      const queues = [...this.toAdd]
      try {
        await this.calls.addPartitions(queues)
        this.hasStarted = true
        for (const queue of queues) {
          this.added.add(queue)
          this.toAdd.delete(queue)
        }
      } catch (error) {
        this.noteFailure(error as Error)
        this.toAdd.clear()
      }
      this.deps.wake()
    }
  }

  /** May be asked again for the same end when it throws a retriable error. */
  private async end(committed: boolean): Promise<void> {
    // Without, the coordinator does not know of a transaction.
    if (this.hasStarted) await this.endStarted(committed)
    this.added.clear()
    this.toAdd.clear()
    // From here on nothing of the version before may be taken for the next transaction's.
    if (!this.bumpsEpoch && this.isVersion2) this.needsEpoch = true
    if (this.needsEpoch) await this.newEpoch()
    this.bumpsEpoch = this.isVersion2
    this.lastError = undefined
    this.state = 'ready'
  }

  private async endStarted(committed: boolean): Promise<void> {
    const { identity, resetSequences } = this.deps
    const answer = await this.calls.end(committed, (this.bumpsEpoch ? since : before).endTxn)
    this.hasStarted = false
    if (answer.producerId < 0n) return
    const producerId = Number(answer.producerId)
    const isKnown = producerId === identity.producerId
    identity.set(producerId, answer.producerEpoch)
    resetSequences(isKnown)
  }

  private throwIfFatal(): void {
    if (this.state !== 'fatal') return
    throw stateError(
      'Cannot execute transactional method because we are in an error state: this producer cannot go on',
      this.lastError,
    )
  }

  private throwIfFailed(): void {
    this.throwIfFatal()
    if (this.state !== 'abortable') return
    throw stateError(
      'Cannot execute transactional method because we are in an error state: abort the transaction',
      this.lastError,
    )
  }
}

function stateError(text: string, cause?: Error): PipelineError {
  const message = cause === undefined ? `${text}.` : `${text}. The cause: ${cause.message}`
  return new PipelineError('SLW5006', message, {
    cause,
    retriable: false,
    details: isPipelineError(cause) ? cause.details : {},
  })
}
