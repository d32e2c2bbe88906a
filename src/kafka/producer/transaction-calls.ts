import type { PipelineError } from '../../errors/index.ts'
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
import { concurrentBackoffMs } from './transaction-verdict.ts'

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

export interface TransactionCallsDeps {
  readonly cluster: KafkaCluster
  readonly identity: ProducerIdentity
  readonly transactionalId: string
  readonly transactionTimeoutMs: number
  readonly maxBlockMs: number
  /** Called with an error that is not worth another attempt, before it is thrown. */
  readonly noteFailure: (error: PipelineError) => void
}

/** The last versions that clients use: those behind are for brokers, or for two-phase commit (KIP-939). */
const versionMax = { addPartitions: 3, addOffsets: 4, initProducerId: 5 } as const
/** What is late here may still come about: it has neither failed nor is it done, and the caller may ask for it again. */
const mayBeAskedAgain: ReadonlySet<number> = new Set([EndTxn.key, InitProducerId.key])
const lane = 'transactions'

/** The requests of a transactional producer. Each is repeated until `max.block.ms` is over. */
export class TransactionCalls {
  private readonly deps: TransactionCallsDeps

  constructor(deps: TransactionCallsDeps) {
    this.deps = deps
  }

  /** Id and epoch to go on with; what this id had open is aborted. */
  async initProducerId(): Promise<void> {
    const { identity, transactionalId, transactionTimeoutMs } = this.deps
    const answer = await this.call(
      InitProducerId,
      { transactionalId, transactionTimeoutMs, ...idOf(identity) },
      this.coordinator,
      (one) => one.errorCode,
      versionMax.initProducerId,
    )
    identity.set(Number(answer.producerId), answer.producerEpoch)
  }

  async addPartitions(queues: readonly PartitionQueue[]): Promise<void> {
    const { producerId, producerEpoch } = idOf(this.deps.identity)
    await this.call(
      AddPartitionsToTxn,
      {
        v3AndBelowTransactionalId: this.deps.transactionalId,
        v3AndBelowProducerId: producerId,
        v3AndBelowProducerEpoch: producerEpoch,
        v3AndBelowTopics: topicsOf(queues),
      },
      this.coordinator,
      (answer) =>
        firstCode(
          answer.resultsByTopicV3AndBelow
            .flatMap((one) => one.resultsByPartition)
            .map((one) => one.partitionErrorCode)
            // The whole request failed because of another partition.
            .filter((code) => code !== ErrorCode.OPERATION_NOT_ATTEMPTED),
        ),
      versionMax.addPartitions,
    )
  }

  async addOffsets(groupId: string): Promise<void> {
    const { identity, transactionalId } = this.deps
    await this.call(
      AddOffsetsToTxn,
      { transactionalId, ...idOf(identity), groupId },
      this.coordinator,
      (answer) => answer.errorCode,
      versionMax.addOffsets,
    )
  }

  /** @param version - at most this one: since 5 the group becomes part of the transaction by this alone. */
  async commitOffsets(offsets: readonly TransactionOffset[], group: GroupMetadata, version: number): Promise<void> {
    const { identity, transactionalId } = this.deps
    const { groupId, generationId = -1, memberId = '', groupInstanceId = null } = group
    await this.call(
      TxnOffsetCommit,
      {
        ...{ transactionalId, ...idOf(identity), groupId, generationId, memberId, groupInstanceId },
        topics: offsetTopics(offsets),
      },
      { group: groupId },
      (answer) => firstCode(answer.topics.flatMap((one) => one.partitions).map((one) => one.errorCode)),
      version,
    )
  }

  /** @param version - at most this one: since 5 the answer has the id and epoch to go on with. */
  async end(committed: boolean, version: number): Promise<ResponseOf<typeof EndTxn>> {
    const { identity, transactionalId } = this.deps
    return this.call(
      EndTxn,
      { transactionalId, ...idOf(identity), committed },
      this.coordinator,
      (answer) => answer.errorCode,
      version,
    )
  }

  private get coordinator(): Target {
    return { transaction: this.deps.transactionalId }
  }

  private async call<A extends Api>(
    api: A,
    body: RequestInput<A>,
    target: Target,
    codeOf: (answer: ResponseOf<A>) => number,
    max: number,
  ): Promise<ResponseOf<A>> {
    const { cluster, maxBlockMs, transactionalId, noteFailure } = this.deps
    const deadline = cluster.clock.now() + maxBlockMs
    for (;;) {
      const timeoutMs = Math.max(1, deadline - cluster.clock.now())
      const answer = await cluster.request(api, body, target, { versionMax: max, timeoutMs, lane })
      const code = codeOf(answer)
      if (code === 0) return answer
      const isConcurrent = code === ErrorCode.CONCURRENT_TRANSACTIONS
      const isRetriable = kafkaErrorOf(code).retriable
      if (isRetriable && cluster.clock.now() < deadline) {
        await delay(cluster.clock, isConcurrent ? concurrentBackoffMs : cluster.settings.retryBackoffMs)
        continue
      }
      // Coordinators of before Kafka 2.7 know fencing under this name (KIP-588).
      const shown = code === ErrorCode.INVALID_PRODUCER_EPOCH ? ErrorCode.PRODUCER_FENCED : code
      const error = kafkaError(shown, { api: api.name, about: `transactional id "${transactionalId}"` })
      if (!isRetriable || !mayBeAskedAgain.has(api.key)) noteFailure(error)
      throw error
    }
  }
}

const idOf = ({ producerId, producerEpoch }: ProducerIdentity) => ({
  producerId: BigInt(producerId) as never,
  producerEpoch,
})
const firstCode = (codes: readonly number[]) => codes.find((code) => code !== 0) ?? 0

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
