import { common, isEmpty, minus, NO_WORK, taskIdOf, union, type Work, workOf } from './work.ts'
import { loadOf, spread, surplus, type WorkerLoad } from './worker-load.ts'

export interface AssignorDeps {
  /** Milliseconds. */
  readonly now: () => number
  /** `scheduled.rebalance.max.delay.ms`. */
  readonly maxDelayMs: number
  /** Between 0 and 1, for the jitter of back-off. */
  readonly random: () => number
}

export interface GroupView {
  /** Everything that should run, by the leader's view of the config topic. */
  readonly configured: Work
  /** What each member says that it runs. */
  readonly members: ReadonlyMap<string, Work>
  /** Generation that the members completed last, as the leader knows it. */
  readonly lastCompletedGeneration: number
  readonly generation: number
}

export interface GroupAssignment {
  /** Everything each member runs after it has given up `revoked`. */
  readonly assigned: ReadonlyMap<string, Work>
  readonly revoked: ReadonlyMap<string, Work>
  /** Until the next scheduled rebalance; 0 = none. */
  readonly delayMs: number
  /** Work of a lost member that nobody runs until then. */
  readonly waiting: Work
}

const BACKOFF_INITIAL_MS = 0
const BACKOFF_BASE_MS = 1000
const BACKOFF_JITTER = 0

/**
 * Incremental cooperative assignment (KIP-415, KIP-793), after `IncrementalCooperativeAssignor`: members keep what they run; work of a lost
 * member waits up to the maximal delay for its return; imbalance is mended by revoking only the surplus, with back-off between
 * consecutive revoking rebalances. Lives on the leader across rebalances; a new leader starts with an empty memory.
 */
export class IncrementalAssignor {
  readonly #deps: AssignorDeps
  #previous: Work = NO_WORK
  #previousGeneration = -1
  #previousRevocation: Work = NO_WORK
  #previousMembers: readonly string[] = []
  #scheduledAt: number | null = null
  #delayMs = 0
  #candidates = new Set<string>()
  #revokedInPrevious = false
  #successiveRevocations = 0
  /** By connector or task: the generation in which this leader gave it to somebody. */
  readonly #givenAt = { connectors: new Map<string, number>(), tasks: new Map<string, number>() }

  constructor(deps: AssignorDeps) {
    this.#deps = deps
  }

  assign(view: GroupView): GroupAssignment {
    if (this.#previousGeneration !== view.lastCompletedGeneration) this.#previous = NO_WORK
    const active = union(view.members.values())
    this.#recallRevocation(active)

    const deleted = minus(this.#previous, view.configured)
    const lost = minus(this.#previous, active, deleted)
    const created = minus(view.configured, this.#previous, active)

    // Work that is configured no more, and work that two members claim, is given up; the latter is assigned anew in the next round, when
    // nobody runs it any more.
    const unwanted = union([minus(active, view.configured), duplicates(view.members)])
    const revoked = new Map([...view.members].map(([member, work]) => [member, common(work, unwanted)]))
    const loads = [...view.members].map(([member, work]) => loadOf(member, minus(work, unwanted)))

    const isAnybodyGone = this.#previousMembers.some((member) => !view.members.has(member))
    const reassigned = this.#handleLost(lost, loads, isAnybodyGone)
    if (this.#delayMs === 0) this.#revokeSurplus(view.configured, loads, revoked)

    const toAssign = union([created, reassigned])
    spread(loads, 'connectors', [...toAssign.connectors].sort())
    spread(loads, 'tasks', [...toAssign.tasks].sort(byTask))

    this.#note(toAssign, view)

    const assigned = new Map(loads.map((load) => [load.worker, workOf(load.connectors, load.tasks)]))
    const revokedNow = new Map([...revoked].filter(([, work]) => !isEmpty(work)))
    const waiting = minus(lost, reassigned, union(assigned.values()))
    this.#remember(view, assigned, revokedNow, waiting)
    return { assigned, revoked: revokedNow, delayMs: this.#delayMs, waiting }
  }

  /** A rebalance that revoked may have failed before the work was given up: then it is still active and must not count as lost. */
  #recallRevocation(active: Work): void {
    if (isEmpty(this.#previousRevocation)) return
    if (!isEmpty(common(this.#previousRevocation, active))) this.#previous = active
    this.#previousRevocation = NO_WORK
  }

  /** Lost work that is to be assigned now. */
  #handleLost(lost: Work, loads: readonly WorkerLoad[], isAnybodyGone: boolean): Work {
    if (isEmpty(lost) && !this.#revokedInPrevious) {
      this.#resetDelay()
      return NO_WORK
    }
    const now = this.#deps.now()
    if (this.#deps.maxDelayMs === 0) return lost
    // The clock was set back: what is lost must not wait for that long.
    if (this.#scheduledAt !== null) this.#scheduledAt = Math.min(this.#scheduledAt, now + this.#deps.maxDelayMs)
    // Everybody is there: some member did not get its assignment, or had to stop its work. Nobody's return is to be waited for.
    if (this.#scheduledAt === null && !isAnybodyGone) return lost
    if (this.#scheduledAt !== null && now >= this.#scheduledAt) {
      const candidates = loads.filter((load) => this.#candidates.has(load.worker))
      if (candidates.length > 0) {
        spread(candidates, 'connectors', lost.connectors)
        spread(candidates, 'tasks', lost.tasks)
      }
      this.#resetDelay()
      this.#revokedInPrevious = false
      return candidates.length > 0 ? NO_WORK : lost
    }
    for (const load of loads) if (load.connectors.size === 0 && load.tasks.size === 0) this.#candidates.add(load.worker)
    if (this.#scheduledAt !== null) {
      this.#delayMs = Math.ceil(this.#scheduledAt - now)
    } else if (!isEmpty(lost)) {
      this.#delayMs = this.#deps.maxDelayMs
      this.#scheduledAt = now + this.#delayMs
    }
    return NO_WORK
  }

  #note(given: Work, { configured, generation }: GroupView): void {
    for (const resource of ['connectors', 'tasks'] as const) {
      const givenAt = this.#givenAt[resource]
      for (const item of givenAt.keys()) if (!configured[resource].has(item)) givenAt.delete(item)
      for (const item of given[resource]) givenAt.set(item, generation)
    }
  }

  /**
   * Unlike in Connect, what was given last is revoked first: when the leader is restarted, its successor knows of no delay and gives the work to
   * the others at once, and what these had before is not stopped when the worker is back.
   */
  #revokeSurplus(configured: Work, loads: WorkerLoad[], revoked: Map<string, Work>): void {
    const { connectors: connectorsAt, tasks: tasksAt } = this.#givenAt
    const connectors = surplus(loads, 'connectors', configured.connectors.size, (item) => connectorsAt.get(item) ?? 0)
    const tasks = surplus(loads, 'tasks', configured.tasks.size, (item) => tasksAt.get(item) ?? 0)
    if (connectors.size === 0 && tasks.size === 0) {
      this.#revokedInPrevious = false
      this.#successiveRevocations = 0
      return
    }
    if (this.#revokedInPrevious) {
      this.#successiveRevocations++
      this.#delayMs = this.#backoffMs()
      if (this.#delayMs > 0) {
        this.#scheduledAt = this.#deps.now() + this.#delayMs
        return
      }
    }
    this.#revokedInPrevious = true
    for (const load of loads) {
      const given = workOf(connectors.get(load.worker) ?? [], tasks.get(load.worker) ?? [])
      for (const name of given.connectors) load.connectors.delete(name)
      for (const key of given.tasks) load.tasks.delete(key)
      revoked.set(load.worker, union([revoked.get(load.worker) ?? NO_WORK, given]))
    }
  }

  #backoffMs(): number {
    if (this.#deps.maxDelayMs === 0) return BACKOFF_INITIAL_MS
    const exponential = BACKOFF_BASE_MS * 2 ** Math.min(this.#successiveRevocations, 30)
    return Math.round(Math.min(exponential * (1 + BACKOFF_JITTER * this.#deps.random()), this.#deps.maxDelayMs))
  }

  #resetDelay(): void {
    this.#candidates = new Set()
    this.#scheduledAt = null
    this.#delayMs = 0
  }

  #remember(
    view: GroupView,
    assigned: ReadonlyMap<string, Work>,
    revoked: ReadonlyMap<string, Work>,
    stillLost: Work,
  ): void {
    this.#previousRevocation = union(revoked.values())
    this.#previous = minus(union([...assigned.values(), stillLost]), this.#previousRevocation)
    this.#previousGeneration = view.generation
    this.#previousMembers = [...view.members.keys()]
  }
}

function duplicates(members: ReadonlyMap<string, Work>): Work {
  const seen: { connectors: Set<string>; tasks: Set<string> } = { connectors: new Set(), tasks: new Set() }
  const twice: { connectors: Set<string>; tasks: Set<string> } = { connectors: new Set(), tasks: new Set() }
  for (const work of members.values()) {
    for (const resource of ['connectors', 'tasks'] as const) {
      for (const item of work[resource]) (seen[resource].has(item) ? twice : seen)[resource].add(item)
    }
  }
  return twice
}

function byTask(a: string, b: string): number {
  const left = taskIdOf(a)
  const right = taskIdOf(b)
  return left.connector === right.connector ? left.task - right.task : left.connector < right.connector ? -1 : 1
}
