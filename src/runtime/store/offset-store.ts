import type { OffsetMap } from '../../data/index.ts'
import type { ConnectorOffset } from '../herder/herder.ts'

/** Where source offsets are kept (S10, `OffsetBackingStore`): per connector name, a map from source partitions to offsets. */
export interface OffsetStore {
  start(): Promise<void>
  stop(): Promise<void>
  /** Reads to the end first, so that the answer has everything that was written before the call. In the order of `partitions`. */
  read(connector: string, partitions: readonly OffsetMap[]): Promise<readonly (OffsetMap | null)[]>
  /** Resolves when durable. A null offset forgets the partition. Rejects with DataException for maps of other than primitives (S10.2). */
  write(connector: string, offsets: readonly ConnectorOffset[]): Promise<void>
  /** Every partition that has an offset. */
  list(connector: string): Promise<readonly ConnectorOffset[]>
}
