import { isPipelineError, PipelineError } from '../../errors/index.ts'
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  type Api,
  EndTxn,
  ErrorCode,
  InitProducerId,
  kafkaErrorOf,
  type RequestInput,
  type ResponseOf,
  TxnOffsetCommit,
} from '../../protocol/index.ts'
import { delay } from '../clock.ts'
import type { KafkaCluster } from '../cluster.ts'
import type { Target } from '../cluster-target.ts'
import { kafkaError } from '../kafka-error.ts'
import type { PartitionQueue } from './partition-queue.ts'
import type { ProducerIdentity } from './producer-identity.ts'
import type { TransactionGate } from './sender-parts.ts'

export interface TransactionOffset {
  readonly topic: string
  readonly partition: number
  /** Of the next record to read. */
  readonly offset: number
  readonly leaderEpoch?: number
  readonly metadata?: string
}

/** The consumer group on whose behalf offsets are committed; generation and member fence off zombies (KIP-447). */
export interface GroupMetadata {
  readonly groupId: string
  readonly generationId?: number
  readonly memberId?: string
  readonly groupInstanceId?: string | null
}

type State = 'uninitialized' | 'ready' | 'inTransaction' | 'abortable' | 'fatal'

export interface TransactionDeps {
  readonly cluster: KafkaCluster
  readonly identity: ProducerIdentity
  readonly transactionalId: string
  readonly transactionTimeoutMs: number
  readonly maxBlockMs: number
  /** Called when partitions were added, so that their batches go out. */
  readonly wake: () => void
  /** Called when the epoch is new: sequences start at zero. */
  readonly resetSequences: () => void
}

/** Versions before KIP-890's second part: partitions are added to the transaction explicitly. */
const versionMax = { addPartitions: 3, addOffsets: 3, endTxn: 4, txnOffsetCommit: 4 } as const
const lane = 'transactions'
/** `TransactionManager.ADD_PARTITIONS_RETRY_BACKOFF_MS`: the end of the transaction before is near. */
const concurrentBackoffMs = 20
const fatalCodes: ReadonlySet<number> = new Set([
  ErrorCode.INVALID_PRODUCER_EPOCH,
  90, // PRODUCER_FENCED
  ErrorCode.INVALID_PRODUCER_ID_MAPPING,
  53, // TRANSACTIONAL_ID_AUTHORIZATION_FAILED
  ErrorCode.INVALID_TXN_STATE,
])

/** The client's side of KIP-98 transactions: one at a time, in the order init, begin, send, commit or abort. */
export class TransactionManager implements TransactionGate {
  private readonly deps: TransactionDeps
  private state: State = 'uninitialized'
  private lastError: Error | undefined
  private readonly added = new Set<PartitionQueue>()
  private readonly toAdd = new Set<PartitionQueue>()
  private adding: Promise<void> | undefined
  private hasOffsets = false
  private mustBumpAfterAbort = false

  constructor(deps: TransactionDeps) {
    this.deps = deps
  }

  /** Throws when records cannot be sent now. */
  assertCanSend(): void {
    this.throwIfFailed()
    if (this.state !== 'inTransaction')
      throw stateError(`Cannot add a record to a transaction in state ${this.state}: call beginTransaction first`)
  }

  admits(queue: PartitionQueue): boolean {
    if (this.added.has(queue)) return true
    if (this.state !== 'inTransaction') return false
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
    const code = isPipelineError(error) ? error.details['kafkaCode'] : undefined
    this.lastError = error
    this.mustBumpAfterAbort = true
    this.state = typeof code === 'number' && fatalCodes.has(code) ? 'fatal' : 'abortable'
  }

  /** Gets id and epoch, fencing off older producers with this id and ending what they left open. */
  async init(): Promise<void> {
    this.throwIfFatal()
    await this.initProducerId()
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
    if (!this.mustBumpAfterAbort) return
    this.mustBumpAfterAbort = false
    await this.initProducerId()
  }

  async sendOffsets(offsets: readonly TransactionOffset[], group: GroupMetadata): Promise<void> {
    this.throwIfFailed()
    if (this.state !== 'inTransaction') throw stateError(`Cannot send offsets in state ${this.state}`)
    if (offsets.length === 0) return
    const { identity, transactionalId } = this.deps
    const { groupId } = group
    await this.call(
      AddOffsetsToTxn,
      () => ({ transactionalId, ...idOf(identity), groupId }),
      this.coordinator,
      (answer) => answer.errorCode,
      versionMax.addOffsets,
    )
    this.hasOffsets = true
    await this.call(
      TxnOffsetCommit,
      () => ({
        transactionalId,
        ...idOf(identity),
        groupId,
        generationId: group.generationId ?? -1,
        memberId: group.memberId ?? '',
        groupInstanceId: group.groupInstanceId ?? null,
        topics: offsetTopics(offsets),
      }),
      { group: groupId },
      (answer) => firstCode(answer.topics.flatMap((one) => one.partitions).map((one) => one.errorCode)),
      versionMax.txnOffsetCommit,
    )
  }

  private get coordinator(): Target {
    return { transaction: this.deps.transactionalId }
  }

  private async initProducerId(): Promise<void> {
    const { identity, transactionalId, transactionTimeoutMs, resetSequences } = this.deps
    const answer = await this.call(
      InitProducerId,
      () => ({ transactionalId, transactionTimeoutMs, ...idOf(identity) }),
      this.coordinator,
      (one) => one.errorCode,
      4,
    )
    identity.set(Number(answer.producerId), answer.producerEpoch)
    resetSequences()
  }

  private async addPartitions(): Promise<void> {
    while (this.toAdd.size > 0 && this.state === 'inTransaction') {
      const queues = [...this.toAdd]
      const { identity, transactionalId, wake } = this.deps
      const { producerId, producerEpoch } = idOf(identity)
      try {
        await this.call(
          AddPartitionsToTxn,
          () => ({
            v3AndBelowTransactionalId: transactionalId,
            v3AndBelowProducerId: producerId,
            v3AndBelowProducerEpoch: producerEpoch,
            v3AndBelowTopics: topicsOf(queues),
          }),
          this.coordinator,
          (answer) =>
            firstCode(
              answer.resultsByTopicV3AndBelow
                .flatMap((one) => one.resultsByPartition)
                .map((one) => one.partitionErrorCode)
                // The whole request failed because of another partition.
                .filter((code) => code !== 55),
            ),
          versionMax.addPartitions,
        )
        for (const queue of queues) {
          this.added.add(queue)
          this.toAdd.delete(queue)
        }
      } catch (error) {
        this.noteFailure(error as Error)
        this.toAdd.clear()
      }
      wake()
    }
  }

  /** Nothing was added: the coordinator does not know of a transaction. */
  private async end(committed: boolean): Promise<void> {
    const { identity, transactionalId } = this.deps
    if (this.added.size > 0 || this.hasOffsets) {
      await this.call(
        EndTxn,
        () => ({ transactionalId, ...idOf(identity), committed }),
        this.coordinator,
        (answer) => answer.errorCode,
        versionMax.endTxn,
      )
    }
    this.added.clear()
    this.toAdd.clear()
    this.hasOffsets = false
    this.lastError = undefined
    this.state = 'ready'
  }

  /** Repeats a call of the transaction's until `max.block.ms` is over; other errors end or spoil the transaction. */
  private async call<A extends Api>(
    api: A,
    body: () => RequestInput<A>,
    target: Target,
    codeOf: (answer: ResponseOf<A>) => number,
    max: number,
  ): Promise<ResponseOf<A>> {
    const { cluster, maxBlockMs, transactionalId } = this.deps
    const deadline = cluster.clock.now() + maxBlockMs
    for (;;) {
      const timeoutMs = Math.max(1, deadline - cluster.clock.now())
      const answer = await cluster.request(api, body(), target, { versionMax: max, timeoutMs, lane })
      const code = codeOf(answer)
      if (code === 0) return answer
      const isConcurrent = code === ErrorCode.CONCURRENT_TRANSACTIONS
      if (kafkaErrorOf(code).retriable && cluster.clock.now() < deadline) {
        await delay(cluster.clock, isConcurrent ? concurrentBackoffMs : cluster.settings.retryBackoffMs)
        continue
      }
      const error = kafkaError(code, { api: api.name, about: `transactional id "${transactionalId}"` })
      this.noteFailure(error)
      throw error
    }
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

const idOf = ({ producerId, producerEpoch }: ProducerIdentity) => ({
  producerId: BigInt(producerId) as never,
  producerEpoch,
})
const firstCode = (codes: readonly number[]) => codes.find((code) => code !== 0) ?? 0

function stateError(text: string, cause?: Error): PipelineError {
  const message = cause === undefined ? `${text}.` : `${text}. The cause: ${cause.message}`
  return new PipelineError('SLW5006', message, {
    cause,
    retriable: false,
    details: isPipelineError(cause) ? cause.details : {},
  })
}

function topicsOf(queues: readonly PartitionQueue[]): { name: string; partitions: number[] }[] {
  const topics = new Map<string, number[]>()
  for (const { topic, partition } of queues) topics.set(topic, [...(topics.get(topic) ?? []), partition])
  return [...topics].map(([name, partitions]) => ({ name, partitions }))
}

function offsetTopics(offsets: readonly TransactionOffset[]) {
  const topics = new Map<string, RequestInput<typeof TxnOffsetCommit>['topics'][number]['partitions'][number][]>()
  for (const { topic, partition, offset, leaderEpoch, metadata } of offsets) {
    const partitions = topics.get(topic) ?? []
    topics.set(topic, partitions)
    partitions.push({
      partitionIndex: partition,
      committedOffset: BigInt(offset),
      committedLeaderEpoch: leaderEpoch ?? -1,
      committedMetadata: metadata ?? '',
    })
  }
  return [...topics].map(([name, partitions]) => ({ name, partitions }))
}
