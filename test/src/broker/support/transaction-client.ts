import { connect } from 'node:net'
import {
  AddPartitionsToTxn,
  CreateTopics,
  DescribeTransactions,
  EndTxn,
  ErrorCode,
  Fetch,
  FindCoordinator,
  InitProducerId,
  kafkaErrorOf,
  Metadata,
  OffsetFetch,
  Produce,
  TxnOffsetCommit,
} from '../../../../src/protocol/index.ts'
import { RecordBatch, readBatches } from '../../../../src/protocol/records/index.ts'
import { batchOf } from './batches.ts'
import { WireClient } from './wire-client.ts'
import { until } from './with-broker.ts'

export interface Identity {
  readonly producerId: bigint
  readonly producerEpoch: number
}

/** What a client waits for: coordinators that are found, topics that get leaders, markers that are written. */
const passing: ReadonlySet<number> = new Set(
  [
    'CONCURRENT_TRANSACTIONS',
    'COORDINATOR_LOAD_IN_PROGRESS',
    'COORDINATOR_NOT_AVAILABLE',
    'NOT_COORDINATOR',
    'NOT_LEADER_OR_FOLLOWER',
    'UNKNOWN_TOPIC_OR_PARTITION',
  ].map((name) => ErrorCode[name as keyof typeof ErrorCode]),
)

let count = 0
const unique = (what: string) => `${what}-${process.pid}-${performance.now().toFixed(0)}-${count++}`

/**
 * One transactional id with a topic and a group of its own, request by request. Answers are told by Kafka's names; those of
 * EndTxn with the epoch to go on with.
 */
export class TransactionClient {
  readonly transactionalId = unique('transaction')
  readonly topic = unique('topic')
  readonly group = unique('group')
  /** As InitProducerId gave it. */
  first: Identity = { producerId: -1n, producerEpoch: -1 }
  private readonly wire: WireClient

  private constructor(wire: WireClient) {
    this.wire = wire
  }

  static async begin(bootstrapServers: string, timeoutMs = 60_000): Promise<TransactionClient> {
    const [host, port] = bootstrapServers.split(':')
    const client = new TransactionClient(new WireClient(connect(Number(port), host)))
    const topic = { name: client.topic, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }
    await client.wire.send(CreateTopics, 5, { topics: [topic], timeoutMs: 10_000 })
    await until(async () => {
      const body = { topics: [{ name: client.topic }], allowAutoTopicCreation: false }
      const { topics } = await client.wire.send(Metadata, 8, body)
      return topics[0]!.errorCode === 0 && topics[0]!.partitions[0]!.leaderId >= 0
    }, 'the topic has a leader')
    for (const [keyType, key] of [
      [0, client.group],
      [1, client.transactionalId],
    ] as const)
      await settled(async () => {
        const { coordinators } = await client.wire.send(FindCoordinator, 4, { keyType, coordinatorKeys: [key] })
        return coordinators[0]!.errorCode
      })
    expectNone(await client.init(undefined, timeoutMs))
    return client
  }

  close(): void {
    this.wire.close()
  }

  /** @returns the error, or the epoch as `e<epoch>`; the first identity is kept */
  async init(claim?: Identity, transactionTimeoutMs = 60_000): Promise<string> {
    const { transactionalId } = this
    let identity = this.first
    const code = await settled(async () => {
      const answer = await this.wire.send(InitProducerId, 5, { transactionalId, transactionTimeoutMs, ...claim })
      identity = { producerId: answer.producerId, producerEpoch: answer.producerEpoch }
      return answer.errorCode
    })
    if (code !== 0) return nameOf(code)
    if (this.first.producerEpoch < 0) this.first = identity
    return `e${identity.producerEpoch}`
  }

  /** The identity as of that many bumps after the first. */
  at(bumps: number): Identity {
    return { ...this.first, producerEpoch: this.first.producerEpoch + bumps }
  }

  async produce(version: number, producer: Identity, baseSequence = 0, transactionalId = this.transactionalId) {
    const { producerEpoch } = producer
    const options = { producerId: Number(producer.producerId), producerEpoch, baseSequence, isTransactional: true }
    const records = batchOf([{ value: `e${producerEpoch}` }], options)
    const topicData = [{ name: this.topic, partitionData: [{ index: 0, records }] }]
    const code = await settled(async () => {
      const answer = await this.wire.send(Produce, version, { transactionalId, acks: -1, timeoutMs: 5000, topicData })
      return answer.responses[0]!.partitionResponses[0]!.errorCode
    })
    return nameOf(code)
  }

  async addPartition(producer: Identity): Promise<string> {
    const code = await settled(async () => {
      const answer = await this.wire.send(AddPartitionsToTxn, 3, {
        v3AndBelowTransactionalId: this.transactionalId,
        v3AndBelowProducerId: producer.producerId,
        v3AndBelowProducerEpoch: producer.producerEpoch,
        v3AndBelowTopics: [{ name: this.topic, partitions: [0] }],
      })
      return answer.resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode
    })
    return nameOf(code)
  }

  async commitOffset(version: number, producer: Identity, offset: bigint): Promise<string> {
    const partitions = [{ partitionIndex: 0, committedOffset: offset, committedMetadata: '' }]
    const { transactionalId, topic, group: groupId } = this
    const topics = [{ name: topic, partitions }]
    const code = await settled(async () => {
      const answer = await this.wire.send(TxnOffsetCommit, version, { transactionalId, groupId, ...producer, topics })
      return answer.topics[0]!.partitions[0]!.errorCode
    })
    return nameOf(code)
  }

  async committedOffset(): Promise<bigint> {
    const topics = [{ name: this.topic, partitionIndexes: [0] }]
    let offset = -1n
    await settled(async () => {
      const answer = await this.wire.send(OffsetFetch, 7, { groupId: this.group, topics, requireStable: true })
      const { errorCode, committedOffset } = answer.topics[0]!.partitions[0]!
      offset = committedOffset
      return errorCode === ErrorCode.UNSTABLE_OFFSET_COMMIT ? ErrorCode.CONCURRENT_TRANSACTIONS : errorCode
    })
    return offset
  }

  /** @returns the error; after success `NONE`, with the epoch to go on with where the version has it */
  async end(version: number, producer: Identity, committed: boolean, transactionalId = this.transactionalId) {
    let next = ''
    const code = await settled(async () => {
      const answer = await this.wire.send(EndTxn, version, { transactionalId, ...producer, committed })
      next = answer.producerId < 0n ? '' : ` e${answer.producerEpoch}`
      return answer.errorCode
    })
    return code === 0 ? `NONE${next}` : nameOf(code)
  }

  /** The coordinator's state and epoch, once no end is on its way. */
  async state(): Promise<string> {
    let text = ''
    await until(async () => {
      const body = { transactionalIds: [this.transactionalId] }
      const [state] = (await this.wire.send(DescribeTransactions, 0, body)).transactionStates
      text = `${state!.transactionState} e${state!.producerEpoch}`
      return !text.startsWith('Prepare')
    }, 'the transaction has ended')
    return text
  }

  /** Batches and markers of the log with their epochs, in order. */
  async log(): Promise<string[]> {
    const found: string[] = []
    for (let fetchOffset = 0n; ; ) {
      const partitions = [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 }]
      const topics = [{ topic: this.topic, partitions }]
      const limits = { maxWaitMs: 50, minBytes: 0, maxBytes: 10_000_000 }
      const body = { replicaId: -1, ...limits, isolationLevel: 0, topics, forgottenTopicsData: [] }
      const answer = await this.wire.send(Fetch, 11, body)
      const { records } = answer.responses[0]!.partitions[0]!
      const batches = [...readBatches(records ?? Buffer.alloc(0))]
      if (batches.length === 0) return found
      for (const batch of batches) {
        if (batch instanceof RecordBatch)
          found.push(`${batch.isControl ? 'marker' : 'records'} e${batch.producerEpoch}`)
        fetchOffset = BigInt(batch.lastOffset) + 1n
      }
    }
  }
}

const nameOf = (code: number) => kafkaErrorOf(code).name

function expectNone(answer: string): void {
  if (!/^e\d+$/.test(answer)) throw new Error(`InitProducerId answered ${answer}`)
}

/** Asks until the answer is none that passes. */
async function settled(ask: () => Promise<number>): Promise<number> {
  let code = 0
  await until(async () => {
    code = await ask()
    return !passing.has(code)
  }, 'an answer that lasts')
  return code
}
