import type { ConnectorOffsets } from '../herder/connector-offsets.ts'
import type { ConnectorOffset } from '../herder/herder.ts'
import type { ReadSide } from '../herder/read-side.ts'
import { SerialQueue } from '../herder/serial-queue.ts'
import { mustBeStopped } from '../herder/stopped-connector.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { RequestGuard } from './request-guard.ts'

export interface OffsetRequestsDeps {
  readonly config: ConfigStore
  readonly read: ReadSide
  readonly guard: RequestGuard
  readonly offsets: ConnectorOffsets
}

const READ_TIMEOUT_MS = 30_000

/**
 * Changes of a stopped connector's offsets, in the leader (S18). They wait for a connector's code and for Kafka, so they have a queue of their own
 * and hold up nothing else.
 */
export class OffsetRequests {
  readonly #deps: OffsetRequestsDeps
  readonly #queue = new SerialQueue()

  constructor(deps: OffsetRequestsDeps) {
    this.#deps = deps
  }

  alter(name: string, offsets: readonly ConnectorOffset[]): Promise<string> {
    return this.#queue.run(async () => this.#deps.offsets.alter(await this.#stopped(name), offsets))
  }

  reset(name: string): Promise<string> {
    return this.#queue.run(async () => this.#deps.offsets.reset(await this.#stopped(name)))
  }

  /** By what is in the config topic now. */
  async #stopped(name: string) {
    const { config, guard, read } = this.#deps
    guard.mustBeSettled()
    const before = read.record(name)
    guard.mustLead('Only the leader can process offsets write requests.')
    await config.refresh(READ_TIMEOUT_MS)
    return mustBeStopped(config.state().connectors.get(name) ?? before)
  }
}
