import type { GroupTransport } from '../../kafka/group/group-transport.ts'
import type { Clock } from '../../kafka/index.ts'
import { Heartbeat, JoinGroup, LeaveGroup } from '../../protocol/index.ts'

export interface CoordinatorWatchOptions {
  readonly transport: GroupTransport
  readonly clock: Clock
  readonly sessionTimeoutMs: number
  /** The coordinator was not heard for a whole session: it may have given this worker's work to others. */
  onSilence(): void
}

const REBALANCE_IN_PROGRESS = 27

/** A session as the coordinator counts it, from one sign of life on. Timers measure it: the system's clock may be set meanwhile. */
interface Session {
  isOver: boolean
  cancel(): void
}

/**
 * A member's transport that notices when the session must be over on the coordinator's side. A worker that is cut off never hears that it
 * lost its place; it has to stop its work by its own watch (Java: `WorkerCoordinator` on an unreachable coordinator).
 */
export class CoordinatorWatch implements GroupTransport {
  readonly #options: CoordinatorWatchOptions
  #current: Session | undefined
  #isJoining = false
  /** When the last request was sent that the coordinator answered. */
  #heardAt = Number.POSITIVE_INFINITY

  constructor(options: CoordinatorWatchOptions) {
    this.#options = options
  }

  /**
   * Whether the session may be over, told at once, also to the first code that runs after a sleep of the whole process, before any timer.
   * In doubt it is: while a rebalance lasts longer than a session, and until the next answer when the system's clock was set forward.
   */
  get isOverdue(): boolean {
    return this.#options.clock.now() - this.#heardAt > this.#options.sessionTimeoutMs
  }

  send: GroupTransport['send'] = async (api, body, timeoutMs) => {
    const session = this.#begin()
    const sentAt = this.#options.clock.now()
    // The coordinator holds the answer back until all have joined, and keeps the member meanwhile.
    const isJoin = api.name === JoinGroup.name
    if (isJoin) this.#isJoining = true
    try {
      const answer = await this.#options.transport.send(api, body, timeoutMs)
      if (api.name === LeaveGroup.name) this.stop()
      else if (isHeard(answer, api.name === Heartbeat.name)) {
        // An answer to JoinGroup may have waited for as long as the process slept: it shows nothing.
        if (!isJoin) this.#heardAt = sentAt
        else if (!this.isOverdue) this.#heardAt = this.#options.clock.now()
        this.#follow(isJoin ? this.#begin() : session)
      }
      return answer
    } finally {
      if (isJoin) this.#isJoining = false
      if (this.#current !== session) session.cancel()
    }
  }

  forgetCoordinator(): void {
    this.#options.transport.forgetCoordinator()
  }

  release(): void {
    this.stop()
    this.#options.transport.release()
  }

  stop(): void {
    this.#current?.cancel()
    this.#current = undefined
  }

  #begin(): Session {
    const { clock, sessionTimeoutMs } = this.#options
    const session: Session = {
      isOver: false,
      cancel: clock.after(sessionTimeoutMs, () => {
        session.isOver = true
        if (this.#current === session) this.#end()
      }),
    }
    return session
  }

  #follow(session: Session): void {
    this.stop()
    this.#current = session
    if (session.isOver) this.#end()
  }

  #end(): void {
    this.#current = undefined
    if (this.#isJoining) this.#follow(this.#begin())
    else this.#options.onSilence()
  }
}

function isHeard(answer: unknown, isHeartbeat: boolean): boolean {
  const { errorCode } = answer as { readonly errorCode?: number }
  return errorCode === 0 || (isHeartbeat && errorCode === REBALANCE_IN_PROGRESS)
}
