import type { OffsetMap } from '../../data/index.ts'
import type { ConnectorOffset } from '../herder/herder.ts'

/** Key and value in an offsets topic; null forgets the partition. */
export type OffsetRecord = readonly [key: Uint8Array, value: Uint8Array | null]

/** Writes to an offsets topic; resolves when durable. */
export type SendOffsets = (topic: string, records: readonly OffsetRecord[]) => Promise<void>

/** Where source offsets are kept (S10, `OffsetBackingStore`): per connector name, a map from source partitions to offsets. */
export interface OffsetStore {
  start(): Promise<void>
  stop(): Promise<void>
  /** Reads to the end first, so that the answer has everything that was written before the call. In the order of `partitions`. */
  read(connector: string, partitions: readonly OffsetMap[]): Promise<readonly (OffsetMap | null)[]>
  /**
   * Resolves when durable. A null offset forgets the partition. Rejects with DataException for maps of other than primitives (S10.2).
   * @param send - for a store in Kafka, in place of its own producer: of a connector with a topic of its own, for that topic (S18.3).
   */
  write(connector: string, offsets: readonly ConnectorOffset[], send?: SendOffsets): Promise<void>
  /** Every partition that has an offset. */
  list(connector: string): Promise<readonly ConnectorOffset[]>
}
