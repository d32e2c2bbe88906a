import type { Clock } from '../../../../../src/kafka/index.ts'
import type {
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  RequestInput,
  ResponseOf,
  SyncGroup,
} from '../../../../../src/protocol/index.ts'

type Join = RequestInput<typeof JoinGroup>
type JoinAnswer = ResponseOf<typeof JoinGroup>
type SyncAnswer = ResponseOf<typeof SyncGroup>

interface SimMember {
  readonly id: string
  join: Join
  joining: ((answer: JoinAnswer) => void) | undefined
  syncing: ((answer: SyncAnswer) => void) | undefined
  assignment: Buffer
  cancelSession: () => void
}

const none: Buffer = Buffer.alloc(0)
const UNKNOWN_MEMBER_ID = 25
const ILLEGAL_GENERATION = 22
const REBALANCE_IN_PROGRESS = 27
const MEMBER_ID_REQUIRED = 79

/** The classic group coordinator, as `GroupCoordinator.java` behaves, without static members. */
export class SimCoordinator {
  generation = 0
  state: 'empty' | 'preparing' | 'completing' | 'stable' = 'empty'
  readonly members = new Map<string, SimMember>()
  readonly #clock: Clock
  readonly #pending = new Set<string>()
  #leader = ''
  #ids = 0
  #cancelRebalance = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  isCurrent(memberId: string, generationId: number): boolean {
    return this.members.has(memberId) && generationId === this.generation && this.state === 'stable'
  }

  join(request: Join): Promise<JoinAnswer> {
    const { memberId } = request
    if (memberId === '') {
      const id = `member-${++this.#ids}`
      this.#pending.add(id)
      return Promise.resolve(joinAnswer(MEMBER_ID_REQUIRED, id))
    }
    let member = this.members.get(memberId)
    if (!member) {
      if (!this.#pending.delete(memberId)) return Promise.resolve(joinAnswer(UNKNOWN_MEMBER_ID, memberId))
      member = {
        id: memberId,
        join: request,
        joining: undefined,
        syncing: undefined,
        assignment: none,
        cancelSession() {},
      }
      this.members.set(memberId, member)
    }
    member.join = request
    member.cancelSession()
    // A second JoinGroup of the same member: its first one was lost on the way.
    member.joining?.(joinAnswer(UNKNOWN_MEMBER_ID, memberId))
    const answer = new Promise<JoinAnswer>((resolve) => {
      member.joining = resolve
    })
    if (this.state !== 'preparing') this.#prepare()
    this.#completeWhenAllJoined()
    return answer
  }

  sync(request: RequestInput<typeof SyncGroup>): Promise<SyncAnswer> {
    const member = this.members.get(request.memberId)
    if (!member) return Promise.resolve(syncAnswer(UNKNOWN_MEMBER_ID))
    if (request.generationId !== this.generation) return Promise.resolve(syncAnswer(ILLEGAL_GENERATION))
    if (this.state === 'preparing') return Promise.resolve(syncAnswer(REBALANCE_IN_PROGRESS))
    if (this.state === 'stable') return Promise.resolve(syncAnswer(0, member.assignment))
    const answer = new Promise<SyncAnswer>((resolve) => {
      member.syncing = resolve
    })
    this.#renew(member)
    if (request.memberId === this.#leader) {
      for (const one of this.members.values()) one.assignment = none
      for (const { memberId, assignment } of request.assignments) {
        const one = this.members.get(memberId)
        if (one) one.assignment = assignment
      }
      this.state = 'stable'
      for (const one of this.members.values()) {
        one.syncing?.(syncAnswer(0, one.assignment))
        one.syncing = undefined
      }
    }
    return answer
  }

  heartbeat({ memberId, generationId }: RequestInput<typeof Heartbeat>): number {
    const member = this.members.get(memberId)
    if (!member) return UNKNOWN_MEMBER_ID
    if (generationId !== this.generation) return ILLEGAL_GENERATION
    this.#renew(member)
    return this.state === 'preparing' ? REBALANCE_IN_PROGRESS : 0
  }

  leave(request: RequestInput<typeof LeaveGroup>): void {
    for (const { memberId } of request.members ?? []) {
      this.#pending.delete(memberId)
      this.#remove(memberId)
    }
  }

  #remove(memberId: string): void {
    const member = this.members.get(memberId)
    if (!member) return
    member.cancelSession()
    member.joining?.(joinAnswer(UNKNOWN_MEMBER_ID, memberId))
    member.syncing?.(syncAnswer(UNKNOWN_MEMBER_ID))
    this.members.delete(memberId)
    if (this.members.size === 0) {
      this.#cancelRebalance()
      this.state = 'empty'
    } else {
      if (this.state !== 'preparing') this.#prepare()
      this.#completeWhenAllJoined()
    }
  }

  #renew(member: SimMember): void {
    member.cancelSession()
    member.cancelSession = this.#clock.after(member.join.sessionTimeoutMs, () => this.#remove(member.id))
  }

  #prepare(): void {
    this.state = 'preparing'
    for (const member of this.members.values()) {
      member.syncing?.(syncAnswer(REBALANCE_IN_PROGRESS))
      member.syncing = undefined
      if (!member.joining) this.#renew(member)
    }
    this.#cancelRebalance()
    const timeoutMs = Math.max(...[...this.members.values()].map(({ join }) => join.rebalanceTimeoutMs ?? 0))
    this.#cancelRebalance = this.#clock.after(timeoutMs, () => {
      for (const member of [...this.members.values()]) if (!member.joining) this.#remove(member.id)
    })
  }

  #completeWhenAllJoined(): void {
    const members = [...this.members.values()]
    if (this.state !== 'preparing' || members.length === 0 || members.some((member) => !member.joining)) return
    this.#cancelRebalance()
    this.generation++
    this.state = 'completing'
    if (!this.members.has(this.#leader)) this.#leader = members[0]!.id
    for (const member of members) {
      const isLeader = member.id === this.#leader
      const answer = joinAnswer(0, member.id, this.generation, this.#leader)
      const listed = members.map(({ id, join }) => ({
        memberId: id,
        groupInstanceId: null,
        metadata: join.protocols[0]!.metadata,
      }))
      member.joining!({ ...answer, protocolName: member.join.protocols[0]!.name, members: isLeader ? listed : [] })
      member.joining = undefined
      this.#renew(member)
    }
  }
}

function joinAnswer(errorCode: number, memberId: string, generationId = -1, leader = ''): JoinAnswer {
  return {
    throttleTimeMs: 0,
    errorCode,
    generationId,
    protocolType: 'consumer',
    protocolName: '',
    leader,
    skipAssignment: false,
    memberId,
    members: [],
  }
}

function syncAnswer(errorCode: number, assignment: Buffer = none): SyncAnswer {
  return { throttleTimeMs: 0, errorCode, protocolType: 'consumer', protocolName: '', assignment }
}
