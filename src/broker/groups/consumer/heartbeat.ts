import type { ConsumerGroupHeartbeat, RequestOf, ResponseInput } from '../../../protocol/index.ts'
import { KafkaFailure } from '../../kafka-failure.ts'
import type { ClientIdentity, GroupContext } from '../group-context.ts'
import { assignors } from './assignors.ts'
import { checkHeartbeat } from './check-heartbeat.ts'
import type { ConsumerGroup, ConsumerMember } from './consumer-group.ts'
import { fromLists, isEqual, type PartitionSet, toLists } from './partition-set.ts'
import { hasMissedAnswer, reconcile } from './reconcile.ts'
import { saveConsumerGroup } from './saved-consumer-group.ts'
import { compileRegex, type KnownTopic, topicsOf, topicsSignature } from './subscribed-topics.ts'

type Request = RequestOf<typeof ConsumerGroupHeartbeat>
type Answer = ResponseInput<typeof ConsumerGroupHeartbeat>

/** The epoch of a static member that leaves for a while. */
const LEAVE_STATIC = -2

export interface ConsumerContext extends GroupContext {
  /** All topics by name. */
  topics(): ReadonlyMap<string, KnownTopic>
  sessionTimeoutMs(groupId: string): number
  heartbeatIntervalMs(groupId: string): number
}

/** A member joins, reports or leaves; the answer tells it its epoch and, when that has changed, its partitions. */
export function consumerHeartbeat(
  context: ConsumerContext,
  group: ConsumerGroup,
  request: Request,
  client: ClientIdentity,
): Answer {
  checkHeartbeat(context, group, request)
  if (request.memberEpoch < 0) return leave(context, group, request)
  const owned = request.topicPartitions === null ? undefined : fromLists(request.topicPartitions)
  const membersBefore = group.members.size
  const member = request.memberEpoch === 0 ? join(context, group, request, client) : known(group, request, owned)
  const before = { epoch: member.memberEpoch, assigned: member.assigned }
  const hasChanged = subscribe(member, request) || group.members.size > membersBefore
  if (hasChanged) group.groupEpoch++
  const hasNewTarget = retarget(context, group)
  reconcile(group, member, owned)
  watch(context, group, member)
  if (hasChanged || hasNewTarget || before.epoch !== member.memberEpoch || !isEqual(before.assigned, member.assigned)) {
    context.store.saveConsumer(saveConsumerGroup(group))
  }
  const isFull =
    request.memberEpoch === 0 || request.subscribedTopicNames !== null || request.subscribedTopicRegex !== null
  const isTold = owned !== undefined && isEqual(owned, member.assigned)
  return {
    errorCode: 0,
    memberId: member.memberId,
    memberEpoch: member.memberEpoch,
    heartbeatIntervalMs: context.heartbeatIntervalMs(group.groupId),
    assignment:
      isFull || !isEqual(before.assigned, member.assigned) || (owned !== undefined && !isTold)
        ? { topicPartitions: toLists(member.assigned) }
        : null,
  }
}

function known(group: ConsumerGroup, request: Request, owned: PartitionSet | undefined): ConsumerMember {
  const member = group.members.get(request.memberId)
  if (!member)
    throw new KafkaFailure('UNKNOWN_MEMBER_ID', `Member ${request.memberId} is not a member of group ${group.groupId}.`)
  if (request.memberEpoch > member.memberEpoch) {
    throw fenced(
      `The consumer group member has a greater member epoch (${request.memberEpoch}) than the one known by the group coordinator (${member.memberEpoch}). The member must abandon all its partitions and rejoin.`,
    )
  }
  if (request.memberEpoch < member.memberEpoch && !hasMissedAnswer(member, request.memberEpoch, owned)) {
    throw fenced(
      `The consumer group member has a smaller member epoch (${request.memberEpoch}) than the one known by the group coordinator (${member.memberEpoch}). The member must abandon all its partitions and rejoin.`,
    )
  }
  return member
}

const fenced = (text: string) => new KafkaFailure('FENCED_MEMBER_EPOCH', text)

function join(
  context: ConsumerContext,
  group: ConsumerGroup,
  request: Request,
  client: ClientIdentity,
): ConsumerMember {
  const again = group.members.get(request.memberId)
  if (again) return again
  const replaced = request.instanceId === null ? undefined : group.staticMember(request.instanceId)
  if (replaced) return comeBack(group, replaced, request, client)
  if (group.members.size >= context.config.number('group.consumer.max.size')) {
    throw new KafkaFailure(
      'GROUP_MAX_SIZE_REACHED',
      `The consumer group has reached its maximum capacity of ${group.members.size} members.`,
    )
  }
  const member: ConsumerMember = {
    memberId: request.memberId,
    instanceId: request.instanceId,
    rackId: request.rackId,
    clientId: client.clientId,
    clientHost: client.clientHost,
    rebalanceTimeoutMs: request.rebalanceTimeoutMs,
    subscribedTopicNames: [],
    subscribedTopicRegex: null,
    serverAssignor: null,
    memberEpoch: 0,
    previousMemberEpoch: 0,
    assigned: new Map(),
    revoking: new Map(),
    target: new Map(),
    sessionTimer: undefined,
    revocationTimer: undefined,
  }
  group.members.set(member.memberId, member)
  return member
}

/** A static member takes up what it had, under its new member id. */
function comeBack(
  group: ConsumerGroup,
  member: ConsumerMember,
  request: Request,
  client: ClientIdentity,
): ConsumerMember {
  if (member.memberEpoch !== LEAVE_STATIC) {
    throw new KafkaFailure(
      'UNRELEASED_INSTANCE_ID',
      `Static member ${request.memberId} with instance id ${request.instanceId} cannot join the group because the instance id is owned by member ${member.memberId}.`,
    )
  }
  group.members.delete(member.memberId)
  member.memberId = request.memberId
  member.clientId = client.clientId
  member.clientHost = client.clientHost
  member.memberEpoch = 0
  member.previousMemberEpoch = 0
  group.members.set(member.memberId, member)
  return member
}

/** Takes over what the request says anew; null means unchanged. Returns whether the group's work has to be shared anew. */
function subscribe(member: ConsumerMember, request: Request): boolean {
  const before = JSON.stringify([member.subscribedTopicNames, member.subscribedTopicRegex, member.serverAssignor])
  if (request.subscribedTopicNames !== null) member.subscribedTopicNames = [...request.subscribedTopicNames].sort()
  if (request.subscribedTopicRegex !== null) {
    if (request.subscribedTopicRegex !== '') compileRegex(request.subscribedTopicRegex)
    member.subscribedTopicRegex = request.subscribedTopicRegex === '' ? null : request.subscribedTopicRegex
  }
  if (request.serverAssignor !== null) member.serverAssignor = request.serverAssignor
  if (request.rackId !== null) member.rackId = request.rackId
  if (request.rebalanceTimeoutMs > 0) member.rebalanceTimeoutMs = request.rebalanceTimeoutMs
  return before !== JSON.stringify([member.subscribedTopicNames, member.subscribedTopicRegex, member.serverAssignor])
}

/** Computes the targets when something has changed since the last time. */
function retarget(context: ConsumerContext, group: ConsumerGroup): boolean {
  const topics = context.topics()
  const signature = topicsSignature(group, topics)
  if (signature !== group.topicsSignature) {
    group.topicsSignature = signature
    if (group.groupEpoch === group.assignmentEpoch) group.groupEpoch++
  }
  if (group.assignmentEpoch === group.groupEpoch) return false
  const [defaultName = 'uniform'] = context.config.list('group.consumer.assignors')
  const assign = assignors[group.assignorName(defaultName)] ?? assignors['uniform']!
  const targets = assign(
    [...group.members.values()].map((member) => ({
      memberId: member.memberId,
      instanceId: member.instanceId,
      topics: topicsOf(member, topics),
      current: member.target,
    })),
  )
  for (const member of group.members.values()) member.target = targets.get(member.memberId) ?? new Map()
  group.assignmentEpoch = group.groupEpoch
  return true
}

/** Starts the member's session anew, and its time to give partitions up when it has to. */
export function watch(context: ConsumerContext, group: ConsumerGroup, member: ConsumerMember): void {
  member.sessionTimer?.cancel()
  member.sessionTimer = context.clock.after(context.sessionTimeoutMs(group.groupId), () => drop(context, group, member))
  if (member.revoking.size > 0) {
    member.revocationTimer ??= context.clock.after(member.rebalanceTimeoutMs, () => drop(context, group, member))
  }
}

function drop(context: ConsumerContext, group: ConsumerGroup, member: ConsumerMember): void {
  if (group.members.get(member.memberId) !== member) return
  stopTimers(member)
  group.members.delete(member.memberId)
  group.groupEpoch++
  if (group.members.size === 0) group.emptySinceMs = context.clock.now()
  retarget(context, group)
  context.store.saveConsumer(saveConsumerGroup(group))
}

export function stopTimers(member: ConsumerMember): void {
  member.sessionTimer?.cancel()
  member.revocationTimer?.cancel()
  member.sessionTimer = undefined
  member.revocationTimer = undefined
}

function leave(context: ConsumerContext, group: ConsumerGroup, request: Request): Answer {
  const member =
    group.members.get(request.memberId) ??
    (request.instanceId === null ? undefined : group.staticMember(request.instanceId))
  if (!member)
    throw new KafkaFailure('UNKNOWN_MEMBER_ID', `Member ${request.memberId} is not a member of group ${group.groupId}.`)
  if (member.memberId !== request.memberId) {
    throw new KafkaFailure(
      'FENCED_INSTANCE_ID',
      `Static member ${request.memberId} with instance id ${request.instanceId} was fenced by member ${member.memberId}.`,
    )
  }
  if (request.memberEpoch === LEAVE_STATIC && member.instanceId !== null) {
    // It keeps its partitions and comes back before its session ends, or loses them.
    member.memberEpoch = LEAVE_STATIC
    member.revoking = new Map()
    watch(context, group, member)
    context.store.saveConsumer(saveConsumerGroup(group))
  } else {
    drop(context, group, member)
  }
  return { errorCode: 0, memberId: request.memberId, memberEpoch: request.memberEpoch, heartbeatIntervalMs: 0 }
}
