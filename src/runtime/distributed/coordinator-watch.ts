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

  constructor(options: CoordinatorWatchOptions) {
    this.#options = options
  }

  send: GroupTransport['send'] = async (api, body, timeoutMs) => {
    const session = this.#begin()
    // The coordinator holds the answer back until all have joined, and keeps the member meanwhile.
    const isJoin = api.name === JoinGroup.name
    if (isJoin) this.#isJoining = true
    try {
      const answer = await this.#options.transport.send(api, body, timeoutMs)
      if (api.name === LeaveGroup.name) this.stop()
      else if (isHeard(answer, api.name === Heartbeat.name)) this.#follow(isJoin ? this.#begin() : session)
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
