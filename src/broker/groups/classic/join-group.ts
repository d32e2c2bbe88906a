import { ErrorCode, type JoinGroup, type RequestOf, type ResponseInput } from '../../../protocol/index.ts'
import { KafkaFailure } from '../../kafka-failure.ts'
import { randomUuid } from '../../system/random.ts'
import type { ClientIdentity, GroupContext } from '../group-context.ts'
import { checkMember } from './check-member.ts'
import type { ClassicGroup } from './classic-group.ts'
import { type ClassicMember, hasSameProtocols } from './classic-member.ts'
import { joinAnswer, memberList, refuseJoin } from './join-answer.ts'
import { completeJoinWhenAllAreHere, expectHeartbeat, prepareRebalance } from './rebalance.ts'

type Request = RequestOf<typeof JoinGroup>
type Answer = ResponseInput<typeof JoinGroup>

export interface JoinOptions {
  readonly client: ClientIdentity
  /** Since version 4 a member gets its id first and joins with it (KIP-394). */
  readonly requiresMemberId: boolean
  /** Since version 9 a static leader that comes back is told not to assign again (KIP-814). */
  readonly canSkipAssignment: boolean
  /** Aborted when the member's connection ends. */
  readonly gone: AbortSignal
}

/** Enters the group; resolves when the rebalance is over, or at once where none is needed. */
export function joinGroup(
  context: GroupContext,
  group: ClassicGroup,
  request: Request,
  options: JoinOptions,
): Promise<Answer> | Answer {
  const protocols = request.protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) }))
  if (group.is('Dead')) throw new KafkaFailure('COORDINATOR_NOT_AVAILABLE')
  if (!group.supports(request.protocolType, protocols)) throw new KafkaFailure('INCONSISTENT_GROUP_PROTOCOL')
  const copy = { ...request, protocols }
  return request.memberId === '' ? joinAsNew(context, group, copy, options) : joinAsKnown(context, group, copy, options)
}

function joinAsNew(context: GroupContext, group: ClassicGroup, request: Request, options: JoinOptions) {
  checkSize(context, group)
  const { groupInstanceId } = request
  const memberId = `${groupInstanceId ?? options.client.clientId}-${randomUuid(context.random)}`
  if (groupInstanceId !== null) {
    const replaced = group.members.get(group.staticMembers.get(groupInstanceId) ?? '')
    if (replaced) return replaceStatic(context, group, { request, options, replaced, memberId })
    return addAndRebalance(context, group, memberFrom(request, memberId, options.client), options.gone)
  }
  if (!options.requiresMemberId) {
    return addAndRebalance(context, group, memberFrom(request, memberId, options.client), options.gone)
  }
  const timer = context.clock.after(request.sessionTimeoutMs, () => {
    group.pendingMembers.delete(memberId)
    completeJoinWhenAllAreHere(context, group)
  })
  group.pendingMembers.set(memberId, timer)
  return refuseJoin(ErrorCode.MEMBER_ID_REQUIRED, memberId)
}

function joinAsKnown(context: GroupContext, group: ClassicGroup, request: Request, options: JoinOptions) {
  if (group.pendingMembers.has(request.memberId)) {
    if (request.groupInstanceId !== null) throw new KafkaFailure('UNKNOWN_MEMBER_ID')
    checkSize(context, group)
    return addAndRebalance(context, group, memberFrom(request, request.memberId, options.client), options.gone)
  }
  const member = checkMember(group, request)
  switch (group.state) {
    case 'PreparingRebalance':
      return rejoin(context, group, member, request, options.gone)
    case 'CompletingRebalance':
      // The answer to its earlier request was lost.
      if (hasSameProtocols(member, request.protocols)) return joinAnswer(group, member)
      return rejoin(context, group, member, request, options.gone)
    case 'Stable':
      // The leader comes back when the work has to be shared anew, for example after a topic got partitions.
      if (group.leaderId === member.memberId || !hasSameProtocols(member, request.protocols)) {
        return rejoin(context, group, member, request, options.gone)
      }
      return joinAnswer(group, member)
    case 'Empty':
    case 'Dead':
      throw new KafkaFailure('UNKNOWN_MEMBER_ID')
  }
}

function checkSize(context: GroupContext, group: ClassicGroup): void {
  const joined = group.is('PreparingRebalance')
    ? [...group.members.values()].filter((member) => member.awaitingJoin).length
    : group.members.size
  if (joined >= context.config.number('group.max.size')) throw new KafkaFailure('GROUP_MAX_SIZE_REACHED')
}

function memberFrom(request: Request, memberId: string, client: ClientIdentity): ClassicMember {
  return {
    memberId,
    groupInstanceId: request.groupInstanceId,
    clientId: client.clientId,
    clientHost: client.clientHost,
    sessionTimeoutMs: request.sessionTimeoutMs,
    rebalanceTimeoutMs: rebalanceTimeoutOf(request),
    protocolType: request.protocolType,
    protocols: request.protocols,
    assignment: Buffer.alloc(0),
    awaitingJoin: undefined,
    awaitingSync: undefined,
    sessionTimer: undefined,
    isNew: true,
  }
}

/** Version 0 has one timeout for both. */
const rebalanceTimeoutOf = (request: Request) =>
  request.rebalanceTimeoutMs < 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs

function addAndRebalance(context: GroupContext, group: ClassicGroup, member: ClassicMember, gone: AbortSignal) {
  group.add(member)
  group.hasNewMember = true
  return waitForJoin(context, group, member, gone)
}

function rejoin(
  context: GroupContext,
  group: ClassicGroup,
  member: ClassicMember,
  request: Request,
  gone: AbortSignal,
): Promise<Answer> {
  member.protocols = request.protocols
  member.sessionTimeoutMs = request.sessionTimeoutMs
  member.rebalanceTimeoutMs = rebalanceTimeoutOf(request)
  return waitForJoin(context, group, member, gone)
}

function waitForJoin(
  context: GroupContext,
  group: ClassicGroup,
  member: ClassicMember,
  gone: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve) => {
    const stop = () => stopWaiting(member, answer)
    const answer = (response: Answer) => {
      gone.removeEventListener('abort', stop)
      resolve(response)
    }
    gone.addEventListener('abort', stop)
    // A second request of the same member replaces the first, whose connection is gone.
    member.awaitingJoin?.(refuseJoin(ErrorCode.UNKNOWN_MEMBER_ID, member.memberId))
    member.awaitingJoin = answer
    expectHeartbeat(context, group, member)
    if (group.is('PreparingRebalance')) completeJoinWhenAllAreHere(context, group)
    else prepareRebalance(context, group)
  })
}

/**
 * Nobody can be told any more: from now on the session counts, which ends unless the member joins again on another connection. Apache Kafka
 * takes a member that died in its JoinGroup for alive until the round is over, and for a whole session after that.
 */
function stopWaiting(member: ClassicMember, answer: (response: Answer) => void): void {
  if (member.awaitingJoin !== answer) return
  member.awaitingJoin = undefined
  answer(refuseJoin(ErrorCode.UNKNOWN_MEMBER_ID, member.memberId))
}

interface Replacement {
  readonly request: Request
  readonly options: JoinOptions
  readonly replaced: ClassicMember
  readonly memberId: string
}

/** A static member came back under a new member id and takes its place (KIP-345). */
function replaceStatic(context: GroupContext, group: ClassicGroup, replacement: Replacement): Promise<Answer> | Answer {
  const { request, options, replaced, memberId } = replacement
  const member = memberFrom(request, memberId, options.client)
  member.assignment = replaced.assignment
  member.isNew = false
  const wasLeader = group.leaderId === replaced.memberId
  const hadMetadata = group.metadataOf(replaced)
  replaced.sessionTimer?.cancel()
  replaced.awaitingJoin?.(refuseJoin(ErrorCode.FENCED_INSTANCE_ID, replaced.memberId))
  replaced.awaitingSync?.({ errorCode: ErrorCode.FENCED_INSTANCE_ID, assignment: Buffer.alloc(0) })
  swapMember(group, replaced, member)
  if (wasLeader) group.leaderId = memberId
  expectHeartbeat(context, group, member)
  if (group.is('Stable') && group.metadataOf(member).equals(hadMetadata)) {
    context.store.saveClassic(group)
    if (!wasLeader) return joinAnswer(group, member)
    // An older client must not think that it leads: it would assign again what nobody waits for.
    return options.canSkipAssignment
      ? { ...joinAnswer(group, member), skipAssignment: true, members: memberList(group) }
      : { ...joinAnswer(group, member), leader: replaced.memberId, members: [] }
  }
  return waitForJoin(context, group, member, options.gone)
}

/** The new member stands where the old one stood, so that the order of members does not change. */
function swapMember(group: ClassicGroup, old: ClassicMember, next: ClassicMember): void {
  const members = [...group.members.values()]
  group.members.clear()
  for (const each of members) {
    const member = each === old ? next : each
    group.members.set(member.memberId, member)
  }
  if (group.pendingSync.delete(old.memberId)) group.pendingSync.add(next.memberId)
  if (next.groupInstanceId !== null) group.staticMembers.set(next.groupInstanceId, next.memberId)
}
