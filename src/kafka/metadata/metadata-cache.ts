import type { Metadata, ResponseOf } from '../../protocol/index.ts'

export interface BrokerNode {
  readonly nodeId: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
}

export interface PartitionMetadata {
  readonly partition: number
  /** Node id, or -1 while there is no leader. */
  readonly leader: number
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  readonly offlineReplicas: readonly number[]
}

export interface TopicMetadata {
  readonly name: string
  /** Kafka's base64url text; all A's from brokers before 2.8. */
  readonly topicId: string
  readonly isInternal: boolean
  /** Kafka's error code of this topic: 0, 3 unknown, 5 no leader, 17 invalid name, 29 not authorized ... */
  readonly errorCode: number
  /** By partition number, without gaps. */
  readonly partitions: readonly PartitionMetadata[]
}

/** What the last metadata answers said. Topics are kept until an answer says that they are gone. */
export class MetadataCache {
  clusterId: string | null = null
  controllerId = -1
  /** Grows with every change, so that users of a topic notice cheaply that they must look again. */
  version = 0
  readonly brokers = new Map<number, BrokerNode>()
  private readonly known = new Map<string, TopicMetadata>()
  private readonly updatedAt = new Map<string, number>()

  topic(name: string): TopicMetadata | undefined {
    return this.known.get(name)
  }

  topicNames(): string[] {
    return [...this.known.keys()]
  }

  /** The node id of the leader, or undefined while it is unknown. */
  leaderOf(topic: string, partition: number): number | undefined {
    const leader = this.known.get(topic)?.partitions[partition]?.leader
    return leader === undefined || leader < 0 ? undefined : leader
  }

  ageMs(topic: string, now: number): number {
    return now - (this.updatedAt.get(topic) ?? Number.NEGATIVE_INFINITY)
  }

  /** Takes a newer leader that an answer to Produce or Fetch named (KIP-951). */
  setLeader(topic: string, partition: number, leader: number, leaderEpoch: number): void {
    const known = this.known.get(topic)
    const before = known?.partitions[partition]
    if (known === undefined || before === undefined || before.leaderEpoch >= leaderEpoch) return
    const partitions = [...known.partitions]
    partitions[partition] = { ...before, leader, leaderEpoch }
    this.known.set(topic, { ...known, partitions })
    this.version++
  }

  update(answer: ResponseOf<typeof Metadata>, now: number): void {
    this.version++
    this.clusterId = answer.clusterId
    this.controllerId = answer.controllerId
    if (answer.brokers.length > 0) {
      this.brokers.clear()
      for (const broker of answer.brokers) this.brokers.set(broker.nodeId, broker)
    }
    for (const topic of answer.topics) {
      if (topic.name === null) continue
      this.updatedAt.set(topic.name, now)
      const before = this.known.get(topic.name)
      this.known.set(topic.name, merge(before, topicOf(topic.name, topic)))
    }
  }
}

type AnsweredTopic = ResponseOf<typeof Metadata>['topics'][number]

function topicOf(name: string, topic: AnsweredTopic): TopicMetadata {
  const partitions: PartitionMetadata[] = []
  for (const one of [...topic.partitions].sort((a, b) => a.partitionIndex - b.partitionIndex)) {
    partitions.push({
      partition: one.partitionIndex,
      leader: one.leaderId,
      leaderEpoch: one.leaderEpoch,
      replicas: one.replicaNodes,
      isr: one.isrNodes,
      offlineReplicas: one.offlineReplicas,
    })
  }
  return { name, topicId: topic.topicId, isInternal: topic.isInternal, errorCode: topic.errorCode, partitions }
}

/** An answer from a broker that lags behind must not bring back an old leader (KIP-320). */
function merge(before: TopicMetadata | undefined, after: TopicMetadata): TopicMetadata {
  if (before === undefined || before.topicId !== after.topicId) return after
  const partitions = after.partitions.map((one, i) => {
    const old = before.partitions[i]
    return old !== undefined && one.leaderEpoch >= 0 && old.leaderEpoch > one.leaderEpoch ? old : one
  })
  return { ...after, partitions }
}
