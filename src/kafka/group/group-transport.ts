import type { Api, RequestInput, ResponseOf } from '../../protocol/index.ts'

/** How a member reaches the coordinator of its group. */
export interface GroupTransport {
  /** Sends to the coordinator, which is looked up when unknown; rejects when it cannot be reached in time. */
  send<A extends Api>(api: A, body: RequestInput<A>, timeoutMs?: number): Promise<ResponseOf<A>>
  /** The coordinator is somewhere else now: look it up before the next call. */
  forgetCoordinator(): void
  /** The member has left: connections of its own are not needed any more. A later `send` opens them again. */
  release(): void
}
