import { ConnectException } from '../../errors/index.ts'
import type { ConnectorOffsets } from '../herder/connector-offsets.ts'
import type { ConnectorOffset } from '../herder/herder.ts'
import type { ReadSide } from '../herder/read-side.ts'
import { SerialQueue } from '../herder/serial-queue.ts'
import { mustBeStopped } from '../herder/stopped-connector.ts'
import type { ConnectorRecord } from '../store/config-state.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { RequestGuard } from './request-guard.ts'

export interface OffsetRequestsDeps {
  readonly config: ConfigStore
  readonly read: ReadSide
  readonly guard: RequestGuard
  readonly offsets: ConnectorOffsets
  /** Fences the producers that earlier tasks of a source may still have; nothing where sources deliver at least once. */
  readonly fence: (record: ConnectorRecord) => Promise<void>
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

  /** A task that was left behind must not write an offset after the one that is written here, nor keep readers waiting for its transaction. */
  async #fence(record: ConnectorRecord): Promise<void> {
    try {
      await this.#deps.fence(record)
    } catch (error) {
      throw new ConnectException(
        'Failed to perform zombie fencing for source connector prior to modifying offsets',
        error,
      )
    }
  }

  /** By what is in the config topic now; producers of its tasks are fenced. */
  async #stopped(name: string) {
    const { config, guard, read } = this.#deps
    guard.mustBeSettled()
    const before = read.record(name)
    guard.mustLead('Only the leader can process offsets write requests.')
    await config.refresh(READ_TIMEOUT_MS)
    const record = mustBeStopped(config.state().connectors.get(name) ?? before)
    await this.#fence(record)
    return record
  }
}
