import {
  ConsumerGroupDescribe,
  DeleteGroups,
  DescribeGroups,
  ListGroups,
  OffsetDelete,
  type ResponseOf,
} from '../../protocol/index.ts'
import type { KafkaCluster } from '../cluster.ts'
import { decodeAssignment } from '../group/protocol/consumer-protocol.ts'
import { groupByTopic, keyOf, type TopicPartition } from '../group/topic-partition.ts'
import { kafkaError } from '../kafka-error.ts'
import { type AdminError, type AdminOutcomes, adminErrorOf } from './admin-error.ts'

export interface GroupListing {
  readonly groupId: string
  readonly protocolType: string
  /** Empty, Stable, PreparingRebalance, CompletingRebalance, Dead; `Unknown` from brokers before 2.6. */
  readonly state: string
  /** `classic`, `consumer`, `share`, `streams`. */
  readonly type: string
}

export interface DescribedMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  /** For protocol type `consumer`. */
  readonly assignment: readonly TopicPartition[]
  /** As the member's own protocol wrote them: `connect` workers for example. */
  readonly metadata: Buffer
  readonly assignmentBytes: Buffer
}

export interface DescribedGroup {
  readonly groupId: string
  /** `Dead` for a group that does not exist. */
  readonly state: string
  readonly protocolType: string
  /** Name of the assignor or Connect protocol. */
  readonly protocol: string
  readonly members: readonly DescribedMember[]
  readonly error: AdminError | undefined
}

/** The groups of all brokers, by id. */
export async function listGroups(cluster: KafkaCluster): Promise<GroupListing[]> {
  await cluster.metadata.refresh([])
  const lists = await Promise.all(
    cluster.brokers.map(async ({ nodeId }) => {
      const answer = await cluster.request(ListGroups, { statesFilter: [], typesFilter: [] }, { node: nodeId })
      if (answer.errorCode !== 0) throw kafkaError(answer.errorCode, { api: 'ListGroups' })
      return answer.groups
    }),
  )
  const groups = new Map<string, GroupListing>()
  for (const { groupId, protocolType, groupState, groupType } of lists.flat()) {
    groups.set(groupId, { groupId, protocolType, state: groupState || 'Unknown', type: groupType || 'classic' })
  }
  return [...groups.values()].sort((a, b) => (a.groupId < b.groupId ? -1 : 1))
}

export async function describeGroup(cluster: KafkaCluster, groupId: string): Promise<DescribedGroup> {
  const answer = await cluster.request(
    DescribeGroups,
    { groups: [groupId], includeAuthorizedOperations: false },
    { group: groupId },
  )
  const group = answer.groups[0]!
  if (group.errorCode === GROUP_ID_NOT_FOUND) {
    const modern = await describeModernGroup(cluster, groupId)
    if (modern) return modern
    return { groupId, state: 'Dead', protocolType: '', protocol: '', members: [], error: undefined }
  }
  const isConsumer = group.protocolType === 'consumer'
  return {
    groupId,
    state: group.groupState,
    protocolType: group.protocolType,
    protocol: group.protocolData,
    error: adminErrorOf(group.errorCode, group.errorMessage),
    members: group.members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      assignment: isConsumer ? decodeAssignment(member.memberAssignment).partitions : [],
      metadata: member.memberMetadata,
      assignmentBytes: member.memberAssignment,
    })),
  }
}

const GROUP_ID_NOT_FOUND = 69

/** Groups of the protocol of KIP-848. Undefined when there is none of that name, or the broker does not know them. */
async function describeModernGroup(cluster: KafkaCluster, groupId: string): Promise<DescribedGroup | undefined> {
  let answer: ResponseOf<typeof ConsumerGroupDescribe>
  try {
    answer = await cluster.request(
      ConsumerGroupDescribe,
      { groupIds: [groupId], includeAuthorizedOperations: false },
      { group: groupId },
    )
  } catch {
    return undefined
  }
  const group = answer.groups[0]
  if (group?.errorCode !== 0) return undefined
  const none = Buffer.alloc(0)
  return {
    groupId,
    state: group.groupState,
    protocolType: 'consumer',
    protocol: group.assignorName,
    error: undefined,
    members: group.members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.instanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      assignment: member.assignment.topicPartitions.flatMap(({ topicName, partitions }) =>
        partitions.map((partition) => ({ topic: topicName, partition })),
      ),
      metadata: none,
      assignmentBytes: none,
    })),
  }
}

/** NON_EMPTY_GROUP for a group with members, GROUP_ID_NOT_FOUND for none of that name. */
export async function deleteGroups(cluster: KafkaCluster, groupIds: readonly string[]): Promise<AdminOutcomes> {
  const outcomes: AdminOutcomes = new Map()
  await Promise.all(
    groupIds.map(async (groupId) => {
      const answer = await cluster.request(DeleteGroups, { groupsNames: [groupId] }, { group: groupId })
      outcomes.set(groupId, adminErrorOf(answer.results[0]?.errorCode ?? -1))
    }),
  )
  return outcomes
}

/**
 * GROUP_SUBSCRIBED_TO_TOPIC for topics that a member reads.
 *
 * @returns outcome by `topic/partition`
 * @throws SLW5006 when the group itself is refused
 */
export async function deleteConsumerGroupOffsets(
  cluster: KafkaCluster,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<AdminOutcomes> {
  const topics = [...groupByTopic(partitions)].map(([name, list]) => ({
    name,
    partitions: list.map((partitionIndex) => ({ partitionIndex })),
  }))
  const answer = await cluster.request(OffsetDelete, { groupId, topics }, { group: groupId })
  if (answer.errorCode !== 0) throw kafkaError(answer.errorCode, { api: 'OffsetDelete', about: `group "${groupId}"` })
  return new Map(
    answer.topics.flatMap(({ name, partitions: list }) =>
      list.map((one) => [keyOf({ topic: name, partition: one.partitionIndex }), adminErrorOf(one.errorCode)] as const),
    ),
  )
}
