import { RecordBatch } from '../../protocol/records/index.ts'
import { ProducerBatch } from './producer-batch.ts'

/**
 * The records of `batch` in batches of at most `bytesMax`, or of one record each. They take the batch's place in the
 * order and its age.
 */
export function splitBatch(batch: ProducerBatch, bytesMax: number): ProducerBatch[] {
  const records = new RecordBatch(Buffer.from(batch.builder.seal())).toRecords()
  const parts: ProducerBatch[] = []
  let part: ProducerBatch | undefined
  records.forEach((record, i) => {
    const bytes = 40 + (record.key?.length ?? 0) + (record.value?.length ?? 0) + headerBytes(record.headers)
    if (part === undefined || part.builder.sizeBytes + bytes > bytesMax) {
      const ordinal = batch.ordinal + (batch.ordinalSpan * i) / records.length
      part = new ProducerBatch(batch.topic, batch.partition, batch.createdAt, ordinal, Buffer.allocUnsafeSlow(1024))
      part.writeRight = batch.writeRight
      parts.push(part)
    }
    const { key, value, headers, timestamp } = record
    part.append({ topic: batch.topic, key, value, headers }, timestamp, batch.callbackAt(i))
  })
  parts.forEach((one, i) => {
    one.ordinalSpan = (parts[i + 1]?.ordinal ?? batch.ordinal + batch.ordinalSpan) - one.ordinal
  })
  return parts
}

function headerBytes(headers: readonly { key: string; value: Uint8Array | null }[]): number {
  let bytes = 0
  for (const { key, value } of headers) bytes += 10 + key.length * 3 + (value?.length ?? 0)
  return bytes
}
