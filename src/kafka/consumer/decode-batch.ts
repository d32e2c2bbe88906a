import { PipelineError } from '../../errors/index.ts'
import { decompress } from '../../protocol/compression/index.ts'
import { type LegacyBatch, layout, type ReadHeader, RecordBatch } from '../../protocol/records/index.ts'
import { RecordCursor } from '../../protocol/records/varint.ts'
import type { TopicPartition } from '../group/topic-partition.ts'
import type { ConsumerRecord, TimestampType } from './consumer-record.ts'

const noHeaders: readonly ReadHeader[] = []

/** The records of a batch from `fromOffset` on: a fetch answers whole batches, which may begin before the asked offset. */
export function decodeBatch(
  batch: RecordBatch | LegacyBatch,
  { topic, partition }: TopicPartition,
  fromOffset: number,
): ConsumerRecord[] {
  if (!Number.isSafeInteger(batch.lastOffset))
    throw new PipelineError('SLW5007', `An offset of ${topic}-${partition} is above 2^53.`)
  if (batch instanceof RecordBatch) return decodeRecords(batch, topic, partition, fromOffset)
  const timestampType = batch.magic === 0 ? 'NoTimestampType' : 'CreateTime'
  const records: ConsumerRecord[] = []
  for (const record of batch.records()) {
    if (record.offset >= fromOffset) records.push({ topic, partition, timestampType, ...record })
  }
  return records
}

/** The same as `RecordBatch.toRecords`, but each record becomes one object only. */
function decodeRecords(batch: RecordBatch, topic: string, partition: number, fromOffset: number): ConsumerRecord[] {
  const { count, baseOffset, baseTimestamp } = batch
  const packed = batch.bytes.subarray(layout.records)
  const plain = decompress(batch.compression, packed)
  if (count < 0 || count * 7 > plain.length) throw corrupt(topic, partition, baseOffset)
  const cursor = new RecordCursor(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength))
  const appendTime = batch.hasLogAppendTime ? batch.maxTimestamp : undefined
  const timestampType: TimestampType = appendTime === undefined ? 'CreateTime' : 'LogAppendTime'
  const records: ConsumerRecord[] = []
  for (let left = count; left > 0; left--) {
    const length = cursor.varint()
    const end = cursor.at + length
    if (length < 6 || end > cursor.end) throw corrupt(topic, partition, baseOffset)
    cursor.at++ // attributes, unused
    const timestampDelta = cursor.varlong()
    const offset = baseOffset + cursor.varint()
    if (offset < fromOffset) {
      cursor.at = end
      continue
    }
    const key = cursor.nullableBytes()
    const value = cursor.nullableBytes()
    const headerCount = cursor.varint()
    const headers = headerCount === 0 ? noHeaders : decodeHeaders(cursor, headerCount)
    if (cursor.at !== end) throw corrupt(topic, partition, baseOffset)
    const timestamp = appendTime ?? baseTimestamp + timestampDelta
    records.push({ topic, partition, offset, timestamp, timestampType, key, value, headers })
  }
  return records
}

function decodeHeaders(cursor: RecordCursor, count: number): ReadHeader[] {
  if (count < 0 || count > cursor.end - cursor.at)
    throw new PipelineError('SLW5007', `A record claims ${count} headers.`)
  const headers: ReadHeader[] = []
  for (let left = count; left > 0; left--) {
    const key = cursor.take(cursor.varint()).toString('utf8')
    headers.push({ key, value: cursor.nullableBytes() })
  }
  return headers
}

function corrupt(topic: string, partition: number, baseOffset: number): PipelineError {
  return new PipelineError('SLW5007', `The record batch at offset ${baseOffset} of ${topic}-${partition} is corrupt.`)
}
