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

/**
 * A member's transport that notices when the session must be over on the coordinator's side. A worker that is cut off never hears that it
 * lost its place; it has to stop its work by its own watch (Java: `WorkerCoordinator` on an unreachable coordinator).
 */
export class CoordinatorWatch implements GroupTransport {
  readonly #options: CoordinatorWatchOptions
  #cancel: (() => void) | undefined
  #isJoining = false

  constructor(options: CoordinatorWatchOptions) {
    this.#options = options
  }

  send: GroupTransport['send'] = async (api, body, timeoutMs) => {
    const { transport, clock } = this.#options
    const sentAt = clock.now()
    // The coordinator holds the answer back until all have joined, and keeps the member meanwhile.
    const isJoin = api.name === JoinGroup.name
    if (isJoin) this.#isJoining = true
    try {
      const answer = await transport.send(api, body, timeoutMs)
      if (api.name === LeaveGroup.name) this.stop()
      else if (isHeard(answer, api.name === Heartbeat.name)) this.#heard(isJoin ? clock.now() : sentAt)
      return answer
    } finally {
      if (isJoin) this.#isJoining = false
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
    this.#cancel?.()
    this.#cancel = undefined
  }

  #heard(atMs: number): void {
    const { clock, sessionTimeoutMs } = this.#options
    this.#watch(atMs + sessionTimeoutMs - clock.now())
  }

  #watch(inMs: number): void {
    this.stop()
    const { clock, sessionTimeoutMs, onSilence } = this.#options
    this.#cancel = clock.after(Math.max(0, inMs), () => {
      this.#cancel = undefined
      if (this.#isJoining) this.#watch(sessionTimeoutMs)
      else onSilence()
    })
  }
}

function isHeard(answer: unknown, isHeartbeat: boolean): boolean {
  const { errorCode } = answer as { readonly errorCode?: number }
  return errorCode === 0 || (isHeartbeat && errorCode === REBALANCE_IN_PROGRESS)
}
