import { RecordBatchBuilder, readBatches, type SealOptions } from '../../../../src/protocol/records/index.ts'

export interface TestRecord {
  readonly key?: string | null
  readonly value?: string | null
  readonly timestamp?: number
}

const bytes = (text: string | null | undefined) => (text === null || text === undefined ? null : Buffer.from(text))

/** One sealed batch. */
export function batchOf(records: readonly TestRecord[], options: SealOptions = {}): Buffer {
  const builder = new RecordBatchBuilder()
  for (const { key, value, timestamp } of records)
    builder.append(timestamp ?? 1_700_000_000_000, bytes(key), bytes(value))
  return Buffer.from(builder.seal(options))
}

/** Offset, key and value of all records in a fetch answer; control batches are left out. */
export function recordsIn(data: Buffer | null): { offset: number; key: string | null; value: string | null }[] {
  const found = []
  for (const batch of readBatches(data ?? Buffer.alloc(0))) {
    if (batch.isControl) continue
    batch.verifyChecksum()
    for (const { offset, key, value } of batch.records()) {
      found.push({ offset, key: key?.toString() ?? null, value: value?.toString() ?? null })
    }
  }
  return found
}
