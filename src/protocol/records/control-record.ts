import type { Batch } from './record.ts'
import { RecordBatchBuilder, type SealOptions } from './record-batch-builder.ts'

/** What ends a transaction in a partition (KIP-98, `EndTransactionMarker.java`). */
export interface EndMarker {
  readonly type: 'commit' | 'abort'
  readonly coordinatorEpoch: number
}

/** The marker of a control batch, or undefined for a control type that clients do not act on (KRaft's own). */
export function readEndMarker(batch: Batch): EndMarker | undefined {
  if (!batch.isControl) return undefined
  for (const { key, value } of batch.records()) {
    if (key === null || key.length < 4) return undefined
    const type = key.readInt16BE(2)
    if (type !== 0 && type !== 1) return undefined
    const coordinatorEpoch = value !== null && value.length >= 6 ? value.readInt32BE(2) : -1
    return { type: type === 0 ? 'abort' : 'commit', coordinatorEpoch }
  }
  return undefined
}

/** A control batch with one marker, as a broker appends it. */
export function buildEndMarker(
  marker: EndMarker,
  timestamp: number,
  options: Pick<SealOptions, 'producerId' | 'producerEpoch' | 'baseOffset' | 'partitionLeaderEpoch'>,
): Buffer {
  const key = Buffer.alloc(4)
  key.writeInt16BE(marker.type === 'abort' ? 0 : 1, 2)
  const value = Buffer.alloc(6)
  value.writeInt32BE(marker.coordinatorEpoch, 2)
  const builder = new RecordBatchBuilder(Buffer.allocUnsafeSlow(128))
  builder.append(timestamp, key, value)
  return builder.seal({ ...options, isTransactional: true, isControl: true })
}
