import type { OffsetMap } from '../../data/index.ts'
import type { ConnectorOffset } from '../herder/herder.ts'
import { partitionKey } from './offset-record.ts'
import type { OffsetStore, SendOffsets } from './offset-store.ts'

export interface LayeredOffsetStoreDeps {
  /** The connector's own. */
  readonly own: OffsetStore
  /** The worker's, for all connectors. Started and stopped by somebody else. */
  readonly shared: OffsetStore
  /** The copy in the shared store could not be written; the connector's own offsets are. */
  readonly onCopyFailure: (error: unknown) => void
}

/**
 * Offsets of a connector with a topic of its own (`offsets.storage.topic`, S10.4, `ConnectorOffsetBackingStore`): what its topic does not have is
 * looked up in the worker's, and what is written goes to both, so that the setting may be added or removed later.
 */
export class LayeredOffsetStore implements OffsetStore {
  readonly #deps: LayeredOffsetStoreDeps

  constructor(deps: LayeredOffsetStoreDeps) {
    this.#deps = deps
  }

  start(): Promise<void> {
    return this.#deps.own.start()
  }

  stop(): Promise<void> {
    return this.#deps.own.stop()
  }

  async read(connector: string, partitions: readonly OffsetMap[]): Promise<readonly (OffsetMap | null)[]> {
    const { own, shared } = this.#deps
    const [first, second] = await Promise.all([own.read(connector, partitions), shared.read(connector, partitions)])
    return first.map((offset, at) => offset ?? second[at] ?? null)
  }

  /** Tombstones go to the shared store first: an offset that is gone from the own one alone would come back from there. */
  async write(connector: string, offsets: readonly ConnectorOffset[], send?: SendOffsets): Promise<void> {
    const { own, shared, onCopyFailure } = this.#deps
    const gone = offsets.filter(({ offset }) => offset === null)
    const kept = offsets.filter(({ offset }) => offset !== null)
    if (gone.length > 0) await shared.write(connector, gone)
    await own.write(connector, offsets, send)
    if (kept.length > 0) await shared.write(connector, kept).catch(onCopyFailure)
  }

  async list(connector: string): Promise<readonly ConnectorOffset[]> {
    const { own, shared } = this.#deps
    const [first, second] = await Promise.all([own.list(connector), shared.list(connector)])
    const byPartition = new Map([...second, ...first].map((each) => [partitionKey(each.partition), each]))
    return [...byPartition.values()]
  }
}
