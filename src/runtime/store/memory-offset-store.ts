import type { OffsetMap } from '../../data/index.ts'
import type { ConnectorOffset } from '../herder/herder.ts'
import type { OffsetStore } from './offset-store.ts'
import { OffsetTable } from './offset-table.ts'

/** Offsets that end with the worker. */
export class MemoryOffsetStore implements OffsetStore {
  protected readonly table = new OffsetTable()

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  async read(connector: string, partitions: readonly OffsetMap[]): Promise<readonly (OffsetMap | null)[]> {
    return partitions.map((partition) => this.table.get(connector, partition))
  }

  async write(connector: string, offsets: readonly ConnectorOffset[]): Promise<void> {
    const records = offsets.flatMap((each) => this.table.records(each, connector))
    for (const [key, value] of records) this.table.set(key, value)
  }

  async list(connector: string): Promise<readonly ConnectorOffset[]> {
    return this.table.list(connector)
  }
}
