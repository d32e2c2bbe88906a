import { bug } from '../../../errors/index.ts'
import type { TopicPartition } from '../topic-partition.ts'
import type { GroupAssignment } from './assignor.ts'
import { listOf, removeFrom, type StickyInput } from './sticky-input.ts'

export interface StickyOutput {
  readonly assignment: GroupAssignment
  /** Partitions that move from one living member to another -> the new owner; undefined when it was not worked out. */
  readonly transferring: ReadonlyMap<TopicPartition, string> | undefined
}

/**
 * The sticky assignment when all members subscribe to the same topics: everybody keeps what it owns up to its quota, and the
 * rest is dealt out in turn, so that any two members differ by one partition at the most.
 */
export function constrainedAssignment(input: StickyInput): StickyOutput {
  const quotaMin = Math.floor(input.all.length / input.members.length)
  const quotaMax = Math.ceil(input.all.length / input.members.length)
  /** So many members get one partition more than the others. */
  const largeMembersMax = input.all.length % input.members.length
  let largeMembers = 0
  const assignment: GroupAssignment = new Map(input.members.map((member) => [member, []]))
  const assigned = new Set<TopicPartition>()
  const givenUpBy = new Map<TopicPartition, string>()
  const underQuota: string[] = []
  let atQuota: string[] = []

  for (const member of input.members) {
    const owned = listOf(input.owned, member)
      .filter((partition) => !input.disputed.has(partition))
      .sort((a, b) => a.partition - b.partition || (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0))
    let quota = owned.length
    if (owned.length < quotaMin) {
      underQuota.push(member)
    } else if (owned.length >= quotaMax && largeMembers < largeMembersMax) {
      quota = quotaMax
      if (++largeMembers === largeMembersMax) atQuota = []
    } else {
      quota = quotaMin
      if (largeMembers < largeMembersMax) atQuota.push(member)
    }
    for (const kept of owned.slice(0, quota)) {
      listOf(assignment, member).push(kept)
      assigned.add(kept)
    }
    for (const partition of owned.slice(quota)) givenUpBy.set(partition, member)
  }

  underQuota.sort()
  atQuota.sort()
  const transferring = new Map<TopicPartition, string>()
  let turn = 0
  for (const partition of input.all) {
    if (assigned.has(partition)) continue
    if (turn >= underQuota.length) turn = 0
    const member = underQuota.length > 0 ? underQuota[turn++]! : atQuota.shift()
    if (member === undefined) throw bug('the sticky assignor has partitions left and no member that may take them')
    const list = listOf(assignment, member)
    list.push(partition)
    const previous = givenUpBy.get(partition)
    if ((previous !== undefined && previous !== member) || input.disputed.has(partition)) {
      transferring.set(partition, member)
    }
    if (list.length === quotaMin) {
      removeFrom(underQuota, member)
      turn--
      atQuota.push(member)
    }
  }
  return { assignment, transferring }
}
