import { bug } from '../../../errors/index.ts'
import type { TopicPartition } from '../topic-partition.ts'
import type { GroupAssignment } from './assignor.ts'
import type { StickyOutput } from './constrained-assignment.ts'
import { PartitionMovements } from './partition-movements.ts'
import { listOf, removeFrom, type StickyInput } from './sticky-input.ts'

/**
 * The sticky assignment when subscriptions differ: keep what is valid, give each open partition to the least loaded member that
 * wants it, then move single partitions while that improves the balance, and undo the moves when in the end they did not.
 */
export function generalAssignment(input: StickyInput): StickyOutput {
  return new GeneralAssignment(input).build()
}

class GeneralAssignment {
  readonly #input: StickyInput
  /** Topic -> members that subscribe to it. */
  readonly #wanters = new Map<string, string[]>()
  /** Member -> existing topics it subscribes to. */
  readonly #wanted = new Map<string, string[]>()
  #assignment: GroupAssignment = new Map()
  #ownerOf = new Map<TopicPartition, string>()
  /** Members by load, then by id; those that cannot take part in moves are left out later. */
  #byLoad: string[]
  readonly #movements = new PartitionMovements()

  constructor(input: StickyInput) {
    this.#input = input
    for (const topic of input.counts.keys()) this.#wanters.set(topic, [])
    for (const member of input.members) {
      const topics = input.subscriptions.get(member)!.topics.filter((topic) => input.counts.has(topic))
      this.#wanted.set(member, topics)
      for (const topic of topics) listOf(this.#wanters, topic).push(member)
    }
    this.#byLoad = [...input.members]
  }

  build(): StickyOutput {
    const lostTopic = this.#keepOwned()
    const ordered = [...this.#input.all].sort((a, b) => this.#comparePartitions(a, b))
    const open = ordered.filter((partition) => !this.#ownerOf.has(partition))
    this.#sortByLoad()
    const isFresh = this.#load(this.#byLoad.at(-1)!) === 0
    for (const partition of open) this.#give(partition)

    const movable = (partition: TopicPartition) => listOf(this.#wanters, partition.topic).length >= 2
    const fixed = this.#setFixedMembersAside()
    const before = new Map([...this.#assignment].map(([member, list]) => [member, [...list]]))
    if (!lostTopic) this.#improve(open.filter(movable))
    const hasMoved = this.#improve(ordered.filter(movable))
    if (!isFresh && hasMoved && imbalance(this.#assignment) >= imbalance(before)) this.#assignment = before
    for (const [member, list] of fixed) this.#assignment.set(member, list)
    return { assignment: this.#assignment, transferring: undefined }
  }

  /** Returns whether a member lost a partition because it does not subscribe to the topic any more. */
  #keepOwned(): boolean {
    let lostTopic = false
    for (const member of this.#input.members) {
      const kept: TopicPartition[] = []
      for (const partition of listOf(this.#input.owned, member)) {
        if (!listOf(this.#wanted, member).includes(partition.topic)) {
          lostTopic = true
          continue
        }
        kept.push(partition)
        this.#ownerOf.set(partition, member)
      }
      this.#assignment.set(member, kept)
    }
    return lostTopic
  }

  #load(member: string): number {
    return listOf(this.#assignment, member).length
  }

  #comparePartitions(a: TopicPartition, b: TopicPartition): number {
    const wanters = listOf(this.#wanters, a.topic).length - listOf(this.#wanters, b.topic).length
    if (wanters !== 0) return wanters
    return a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition
  }

  #sortByLoad(): void {
    this.#byLoad.sort((a, b) => this.#load(a) - this.#load(b) || (a < b ? -1 : a > b ? 1 : 0))
  }

  #leastLoaded(topic: string): string | undefined {
    return this.#byLoad.find((member) => listOf(this.#wanted, member).includes(topic))
  }

  #give(partition: TopicPartition): void {
    const member = this.#leastLoaded(partition.topic)
    if (member === undefined) return
    listOf(this.#assignment, member).push(partition)
    this.#ownerOf.set(partition, member)
    this.#sortByLoad()
  }

  #potential(member: string): number {
    return listOf(this.#wanted, member).reduce((sum, topic) => sum + this.#input.counts.get(topic)!, 0)
  }

  /** Members that own all they can get, of topics that nobody else wants, stay as they are. */
  #setFixedMembersAside(): GroupAssignment {
    const fixed: GroupAssignment = new Map()
    for (const member of this.#input.members) {
      const list = listOf(this.#assignment, member)
      const isFixed =
        list.length >= this.#potential(member) && list.every((p) => listOf(this.#wanters, p.topic).length < 2)
      if (!isFixed) continue
      fixed.set(member, list)
      this.#assignment.delete(member)
      removeFrom(this.#byLoad, member)
    }
    return fixed
  }

  #isBalanced(): boolean {
    // Nobody is left to move anything between.
    if (this.#byLoad.length === 0) return true
    if (this.#load(this.#byLoad[0]!) >= this.#load(this.#byLoad.at(-1)!) - 1) return true
    for (const member of this.#byLoad) {
      const load = this.#load(member)
      if (load === this.#potential(member)) continue
      for (const topic of listOf(this.#wanted, member)) {
        if (this.#someoneHasTwoMore(topic, load)) return false
      }
    }
    return true
  }

  #someoneHasTwoMore(topic: string, load: number): boolean {
    return listOf(this.#wanters, topic).some(
      (member) =>
        (this.#assignment.get(member)?.length ?? 0) > load + 1 &&
        listOf(this.#assignment, member).some((partition) => partition.topic === topic),
    )
  }

  #improve(partitions: readonly TopicPartition[]): boolean {
    const previous = this.#previousOwners()
    let hasMoved = false
    for (let moved = true; moved; ) {
      moved = false
      for (const partition of partitions) {
        if (this.#isBalanced()) break
        const target = this.#betterOwner(partition, previous.get(partition)?.member)
        if (target === undefined) continue
        this.#move(partition, target)
        moved = true
        hasMoved = true
      }
    }
    return hasMoved
  }

  #betterOwner(partition: TopicPartition, previous: string | undefined): string | undefined {
    const load = this.#load(this.#ownerOf.get(partition)!)
    const isLighter = (member: string) => load > (this.#assignment.get(member)?.length ?? Number.POSITIVE_INFINITY) + 1
    if (previous !== undefined && isLighter(previous)) return previous
    return listOf(this.#wanters, partition.topic).some(isLighter) ? this.#leastLoaded(partition.topic) : undefined
  }

  #move(partition: TopicPartition, target: string): void {
    const owner = this.#ownerOf.get(partition)
    if (owner === undefined) throw bug(`partition ${partition.topic}-${partition.partition} has no owner`)
    const moved = this.#movements.bestToMove(partition, owner, target)
    const from = this.#ownerOf.get(moved)!
    this.#movements.add(moved, from, target)
    removeFrom(listOf(this.#assignment, from), moved)
    listOf(this.#assignment, target).push(moved)
    this.#ownerOf.set(moved, target)
    this.#sortByLoad()
  }

  /** Owners of an earlier generation: a partition returns to one of them when that helps the balance. */
  #previousOwners(): Map<TopicPartition, { member: string; generation: number }> {
    const previous = new Map<TopicPartition, { member: string; generation: number }>()
    for (const [member, { partitions, generation = -1 }] of this.#input.claims) {
      if (generation >= this.#input.maxGeneration) continue
      for (const partition of partitions) {
        const known = previous.get(partition)
        if (!known || generation > known.generation) previous.set(partition, { member, generation })
      }
    }
    return previous
  }
}

/** Sum of the differences of all pairs of members. */
function imbalance(assignment: GroupAssignment): number {
  const loads = [...assignment.values()].map((list) => list.length)
  let sum = 0
  loads.forEach((load, index) => {
    for (let other = index + 1; other < loads.length; other++) sum += Math.abs(load - loads[other]!)
  })
  return sum
}
