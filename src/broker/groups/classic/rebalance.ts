import { ErrorCode } from '../../../protocol/index.ts'
import type { GroupContext } from '../group-context.ts'
import type { ClassicGroup } from './classic-group.ts'
import type { ClassicMember } from './classic-member.ts'
import { answerJoin, refuseJoin } from './join-answer.ts'

/** Starts a rebalance, unless one has begun already. */
export function prepareRebalance(context: GroupContext, group: ClassicGroup): void {
  if (!group.is('Empty', 'Stable', 'CompletingRebalance')) return
  if (group.is('CompletingRebalance')) refuseSyncs(group)
  group.syncTimer?.cancel()
  group.pendingSync.clear()
  const isInitial = group.is('Empty')
  group.moveTo('PreparingRebalance', context.clock.now())
  const delayMs = context.config.number('group.initial.rebalance.delay.ms')
  if (isInitial && delayMs > 0)
    waitForFirstMembers(context, group, delayMs, Math.max(group.rebalanceTimeoutMs - delayMs, 0))
  else {
    group.joinTimer = context.clock.after(group.rebalanceTimeoutMs, () => completeJoin(context, group))
    completeJoinWhenAllAreHere(context, group)
  }
}

/** The first rebalance waits a while, and again for as long as new members come, up to the rebalance timeout. */
function waitForFirstMembers(context: GroupContext, group: ClassicGroup, delayMs: number, leftMs: number): void {
  group.isInitialJoin = true
  group.hasNewMember = false
  group.joinTimer = context.clock.after(delayMs, () => {
    const nextMs = Math.min(delayMs, leftMs)
    if (group.hasNewMember && nextMs > 0) waitForFirstMembers(context, group, nextMs, leftMs - nextMs)
    else completeJoin(context, group)
  })
}

function refuseSyncs(group: ClassicGroup): void {
  for (const member of group.members.values()) {
    member.assignment = Buffer.alloc(0)
    const answer = member.awaitingSync
    member.awaitingSync = undefined
    answer?.({ errorCode: ErrorCode.REBALANCE_IN_PROGRESS, assignment: Buffer.alloc(0) })
  }
}

/** To be called whenever the last missing member may have come or gone. */
export function completeJoinWhenAllAreHere(context: GroupContext, group: ClassicGroup): void {
  if (!group.is('PreparingRebalance') || group.isInitialJoin || group.pendingMembers.size > 0) return
  for (const member of group.members.values()) if (!member.awaitingJoin) return
  completeJoin(context, group)
}

function completeJoin(context: GroupContext, group: ClassicGroup): void {
  if (!group.is('PreparingRebalance')) return
  group.joinTimer?.cancel()
  group.isInitialJoin = false
  dropAbsentMembers(group)
  if (group.members.size === 0) {
    group.generationId++
    group.protocolName = null
    group.moveTo('Empty', context.clock.now())
    context.store.saveClassic(group)
    return
  }
  electLeader(group)
  if (![...group.members.values()].some((member) => member.awaitingJoin)) {
    // Only static members are left and none has come back: wait on, they are not gone before their session ends.
    group.joinTimer = context.clock.after(group.rebalanceTimeoutMs, () => completeJoin(context, group))
    return
  }
  startGeneration(context, group)
}

/** Static members keep their place until their session ends. */
function dropAbsentMembers(group: ClassicGroup): void {
  for (const member of [...group.members.values()]) {
    if (member.awaitingJoin || member.groupInstanceId !== null) continue
    member.sessionTimer?.cancel()
    group.remove(member)
  }
}

function electLeader(group: ClassicGroup): void {
  const leader = group.leaderId === null ? undefined : group.members.get(group.leaderId)
  if (leader?.awaitingJoin) return
  const next = [...group.members.values()].find((member) => member.awaitingJoin)
  if (next) group.leaderId = next.memberId
}

function startGeneration(context: GroupContext, group: ClassicGroup): void {
  group.generationId++
  group.protocolName = group.selectProtocol()
  group.moveTo('CompletingRebalance', context.clock.now())
  for (const member of group.members.values()) {
    member.isNew = false
    group.pendingSync.add(member.memberId)
    answerJoin(group, member)
    expectHeartbeat(context, group, member)
  }
  group.syncTimer = context.clock.after(group.rebalanceTimeoutMs, () => dropUnsyncedMembers(context, group))
}

function dropUnsyncedMembers(context: GroupContext, group: ClassicGroup): void {
  if (!group.is('CompletingRebalance', 'Stable') || group.pendingSync.size === 0) return
  for (const memberId of [...group.pendingSync]) {
    const member = group.members.get(memberId)
    if (!member) continue
    member.sessionTimer?.cancel()
    group.remove(member)
  }
  prepareRebalance(context, group)
}

/** Starts the member's session anew: without a sign of life before it ends, the member is taken out. */
export function expectHeartbeat(context: GroupContext, group: ClassicGroup, member: ClassicMember): void {
  member.sessionTimer?.cancel()
  member.sessionTimer = context.clock.after(member.sessionTimeoutMs, () => {
    if (group.members.get(member.memberId) !== member) return
    // A member that waits for an answer of ours is alive as far as we can know.
    if (member.awaitingJoin || member.awaitingSync) expectHeartbeat(context, group, member)
    else removeMember(context, group, member)
  })
}

/** Takes a member out and lets the others share its work. */
export function removeMember(context: GroupContext, group: ClassicGroup, member: ClassicMember): void {
  member.sessionTimer?.cancel()
  member.awaitingJoin?.(refuseJoin(ErrorCode.UNKNOWN_MEMBER_ID, member.memberId))
  member.awaitingJoin = undefined
  member.awaitingSync?.({ errorCode: ErrorCode.UNKNOWN_MEMBER_ID, assignment: Buffer.alloc(0) })
  member.awaitingSync = undefined
  group.remove(member)
  if (group.is('Stable', 'CompletingRebalance')) prepareRebalance(context, group)
  else completeJoinWhenAllAreHere(context, group)
}
