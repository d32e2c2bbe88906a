import { PipelineError } from '../../errors/index.ts'
import { layout, logOverhead } from './batch-layout.ts'
import { LegacyBatch } from './legacy-batch.ts'
import { batchSizeAt, RecordBatch } from './record-batch.ts'

/** The shortest thing that `batchLength` may count: the rest of an old message without key and value. */
const sizeMin = 14

/**
 * Cuts the records field of a fetch answer or a produce request into batches, of any message format. A batch that is cut
 * off at the end is left out, since brokers fill an answer up to its size limit.
 */
export function* readBatches(bytes: Buffer): Generator<RecordBatch | LegacyBatch> {
  let at = 0
  for (;;) {
    const size = batchSizeAt(bytes, at)
    if (size === undefined) return
    if (size < logOverhead + sizeMin)
      throw new PipelineError('SLW5007', `A record batch is corrupt: it says it is ${size} bytes long.`)
    if (at + size > bytes.length) return
    yield batchOf(bytes.subarray(at, at + size))
    at += size
  }
}

function batchOf(bytes: Buffer): RecordBatch | LegacyBatch {
  const magic = bytes[layout.magic]
  if (magic === 2) return new RecordBatch(bytes)
  if (magic === 0 || magic === 1) return new LegacyBatch(bytes)
  throw new PipelineError('SLW5007', `A record batch has the unknown format ${magic}.`)
}
