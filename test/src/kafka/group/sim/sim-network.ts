import { PipelineError } from '../../../../../src/errors/index.ts'
import type { GroupTransport } from '../../../../../src/kafka/group/group-transport.ts'
import type { Clock } from '../../../../../src/kafka/index.ts'
import {
  type Api,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  type RequestInput,
  SyncGroup,
} from '../../../../../src/protocol/index.ts'
import type { SimCoordinator } from './sim-coordinator.ts'

/** Carries requests with random delay; while `faultRate` is above 0 it loses requests and answers and denies being coordinator. */
export class SimNetwork {
  faultRate = 0
  readonly #clock: Clock
  readonly #random: () => number
  readonly #coordinator: SimCoordinator
  readonly #cut = new Set<string>()

  constructor(clock: Clock, random: () => number, coordinator: SimCoordinator) {
    this.#clock = clock
    this.#random = random
    this.#coordinator = coordinator
  }

  /** No packet of this host arrives any more. */
  cut(host: string): void {
    this.#cut.add(host)
  }

  heal(host: string): void {
    this.#cut.delete(host)
  }

  transportOf(host: string): GroupTransport {
    return {
      send: (api, body, timeoutMs = 30_000) => this.#send(host, api, body, timeoutMs) as never,
      forgetCoordinator: () => {},
      release: () => {},
    }
  }

  async #send(host: string, api: Api, body: unknown, timeoutMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(timeoutMs, () =>
        reject(new PipelineError('SLW5001', `${api.name} timed out`, { retriable: true })),
      )
      const arrives = () => !this.#cut.has(host) && this.#random() >= this.faultRate
      this.#clock.after(this.#random() * 20, () => {
        if (!arrives()) return
        if (this.#random() < this.faultRate / 2) {
          cancel()
          resolve({ errorCode: 16, members: [], assignment: Buffer.alloc(0), memberId: '' })
          return
        }
        void this.#serve(api, body).then((answer) => {
          this.#clock.after(this.#random() * 20, () => {
            if (!arrives()) return
            cancel()
            resolve(answer)
          })
        })
      })
    })
  }

  async #serve(api: Api, body: unknown): Promise<unknown> {
    if (api === (JoinGroup as Api)) return this.#coordinator.join(body as RequestInput<typeof JoinGroup>)
    if (api === (SyncGroup as Api)) return this.#coordinator.sync(body as RequestInput<typeof SyncGroup>)
    if (api === (Heartbeat as Api))
      return { errorCode: this.#coordinator.heartbeat(body as RequestInput<typeof Heartbeat>) }
    if (api === (LeaveGroup as Api)) this.#coordinator.leave(body as RequestInput<typeof LeaveGroup>)
    return { errorCode: 0 }
  }
}
