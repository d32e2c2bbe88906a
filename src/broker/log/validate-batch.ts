import { decompress } from '../../protocol/compression/index.ts'
import { crc32c } from '../../protocol/crc32c.ts'
import { attribute, batchSizeAt, layout, RecordBatch, writeLong } from '../../protocol/records/index.ts'
import { InvalidRecords, KafkaFailure } from '../kafka-failure.ts'
import { walkRecords } from './walk-records.ts'

export interface BatchRules {
  readonly topicPartition: string
  readonly messageBytesMax: number
  readonly isCompacted: boolean
  readonly isLogAppendTime: boolean
  /** How far a timestamp may lie before and after now. */
  readonly beforeMaxMs: number
  readonly afterMaxMs: number
  readonly now: number
}

/** Records that expand beyond this are stored unseen: looking into them would take too much memory. */
const INSPECTED_BYTES_MAX = 64 * 1024 * 1024

/**
 * Checks the records of one partition in a produce request, as `LogValidator.java` and `UnifiedLog.analyzeAndValidate`
 * do, and stamps them with the time where the topic says so. The bytes are changed in place and otherwise stored as sent.
 *
 * @throws KafkaFailure with the code and text of Apache Kafka
 */
export function validateBatch(records: Buffer | null, rules: BatchRules): RecordBatch {
  const batch = onlyBatch(records, rules)
  if (batch.sizeBytes > rules.messageBytesMax) {
    throw new KafkaFailure(
      'MESSAGE_TOO_LARGE',
      `The record batch size in the append to ${rules.topicPartition} is ${batch.sizeBytes} bytes which exceeds the maximum configured value of ${rules.messageBytesMax}.`,
    )
  }
  if (!batch.isChecksumValid) {
    throw new KafkaFailure(
      'CORRUPT_MESSAGE',
      `Record is corrupt (stored crc = ${batch.crc}) in topic partition ${rules.topicPartition}.`,
    )
  }
  checkHeader(batch, rules)
  checkTime(batch, rules)
  checkRecords(batch, rules)
  if (rules.isLogAppendTime) stampAppendTime(batch, rules.now)
  return batch
}

function onlyBatch(records: Buffer | null, rules: BatchRules): RecordBatch {
  if (records === null || records.length === 0) {
    throw new KafkaFailure(
      'INVALID_RECORD',
      'Produce requests with version 3 and above must have exactly one record batch',
    )
  }
  const magic = records[layout.magic]
  if (magic !== undefined && magic < 2) {
    throw new KafkaFailure(
      'UNSUPPORTED_FOR_MESSAGE_FORMAT',
      `Produce requests with version 3 and above may only contain record batches with magic version 2, not ${magic}`,
    )
  }
  const sizeBytes = batchSizeAt(records, 0)
  if (sizeBytes === undefined || sizeBytes < layout.records || sizeBytes > records.length || magic !== 2) {
    throw new KafkaFailure(
      'CORRUPT_MESSAGE',
      `The batch in topic partition ${rules.topicPartition} has an impossible size or magic.`,
    )
  }
  if (sizeBytes < records.length) {
    throw new KafkaFailure(
      'INVALID_RECORD',
      'Produce requests with version 3 and above must have exactly one record batch',
    )
  }
  return new RecordBatch(records)
}

function checkHeader(batch: RecordBatch, rules: BatchRules): void {
  if (batch.count <= 0 || batch.lastOffsetDelta !== batch.count - 1) {
    throw new KafkaFailure(
      'INVALID_RECORD',
      `Inconsistent batch offset range [0, ${batch.lastOffsetDelta}] and count of records ${batch.count} for topic partition ${rules.topicPartition}`,
    )
  }
  if (batch.isControl) {
    throw new KafkaFailure('INVALID_RECORD', 'Clients are not allowed to write control records')
  }
  if (batch.producerId >= 0 ? batch.producerEpoch < 0 || batch.baseSequence < 0 : batch.isTransactional) {
    throw new KafkaFailure(
      'INVALID_RECORD',
      `Invalid sequence number ${batch.baseSequence} in record batch with producerId ${batch.producerId}, epoch ${batch.producerEpoch}`,
    )
  }
  if ((batch.attributes & attribute.compressionMask) > 4) {
    throw new KafkaFailure(
      'CORRUPT_MESSAGE',
      `Unknown compression type id: ${batch.attributes & attribute.compressionMask}`,
    )
  }
}

function checkTime(batch: RecordBatch, rules: BatchRules): void {
  if (rules.isLogAppendTime || batch.maxTimestamp < 0) return
  const { now, beforeMaxMs, afterMaxMs } = rules
  if (batch.maxTimestamp - now > afterMaxMs || now - batch.baseTimestamp > beforeMaxMs) {
    throw new KafkaFailure(
      'INVALID_TIMESTAMP',
      `Timestamps of the record batch in topic partition ${rules.topicPartition} are out of range. The timestamps should be within [${now - beforeMaxMs}, ${now + afterMaxMs}]`,
    )
  }
}

function checkRecords(batch: RecordBatch, rules: BatchRules): void {
  const plain = inspectable(batch, rules)
  if (!plain) return
  const walk = walkRecords(plain, batch.count)
  if (!walk) {
    throw new KafkaFailure(
      'INVALID_RECORD',
      `The records of the batch in topic partition ${rules.topicPartition} do not fit its header`,
    )
  }
  if (rules.isCompacted && walk.keyless.length > 0) {
    throw new InvalidRecords(
      'INVALID_RECORD',
      'One or more records have been rejected',
      walk.keyless.map((batchIndex) => ({
        batchIndex,
        batchIndexErrorMessage: `Compacted topic cannot accept message without key in topic partition ${rules.topicPartition}.`,
      })),
    )
  }
}

function inspectable(batch: RecordBatch, rules: BatchRules): Uint8Array | undefined {
  const packed = batch.bytes.subarray(layout.records)
  if (batch.compression === 'none') return packed
  try {
    return decompress(batch.compression, packed, { bytesMax: INSPECTED_BYTES_MAX })
  } catch {
    if (rules.isCompacted || packed.length * 8 < INSPECTED_BYTES_MAX) {
      throw new KafkaFailure(
        'CORRUPT_MESSAGE',
        `The compressed records in topic partition ${rules.topicPartition} cannot be expanded`,
      )
    }
    return undefined
  }
}

function stampAppendTime({ bytes, attributes }: RecordBatch, now: number): void {
  bytes.writeInt16BE(attributes | attribute.logAppendTime, layout.attributes)
  writeLong(bytes, now, layout.maxTimestamp)
  bytes.writeUInt32BE(crc32c(bytes, layout.attributes), layout.crc)
}
