import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPipelineError } from '../../../../src/errors/index.ts'
import { type CompressionType, compressionTypes } from '../../../../src/protocol/compression/index.ts'
import { RecordBatch, RecordBatchBuilder, readBatches } from '../../../../src/protocol/records/index.ts'

const bytes = (max = 300) => fc.uint8Array({ maxLength: max })
const record = fc.record({
  timestamp: fc.oneof(fc.nat(), fc.integer({ min: -1, max: 2 ** 52 })),
  key: fc.option(bytes()),
  value: fc.option(bytes(70_000)),
  headers: fc.array(fc.record({ key: fc.string(), value: fc.option(bytes(40)) }), { maxLength: 3 }),
})

describe('record batch', () => {
  it.each(compressionTypes)('reads back what was appended, compressed with %s', (compression: CompressionType) => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), (records) => {
        const builder = new RecordBatchBuilder(Buffer.alloc(64))
        for (const { timestamp, key, value, headers } of records) builder.append(timestamp, key, value, headers)
        const batch = new RecordBatch(
          builder.seal({ compression, baseOffset: 2 ** 40, producerId: 7, producerEpoch: 3 }),
        )
        batch.verifyChecksum()
        expect(batch.toRecords()).toEqual([...batch.records()])
        expect([...batch.records()].map(plain)).toEqual(records.map((one, i) => plain({ ...one, offset: 2 ** 40 + i })))
        expect(batch.maxTimestamp).toBe(Math.max(-1, ...records.map((one) => one.timestamp)))
        expect(batch.producerId).toBe(7)
      }),
      { numRuns: 60 },
    )
  })

  it('never answers hostile bytes with anything but SLW5007', () => {
    const builder = new RecordBatchBuilder()
    for (let i = 0; i < 5; i++) builder.append(i, Buffer.from('key'), Buffer.from('value'), [{ key: 'h', value: null }])
    fc.assert(
      fc.property(
        fc.constantFrom(...compressionTypes),
        fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (compression, changes) => {
          const broken = Buffer.from(builder.seal({ compression }))
          for (const [at, byte] of changes) broken[at % broken.length] = byte
          try {
            for (const batch of readBatches(broken)) for (const _ of batch.records());
          } catch (error) {
            if (!isPipelineError(error) || error.code !== 'SLW5007') throw error
          }
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('notices a flipped bit anywhere behind the checksum', () => {
    const builder = new RecordBatchBuilder()
    builder.append(1, null, Buffer.from('some value that is long enough to fill the wide steps of the checksum loop'))
    const sealed = builder.seal()
    for (let at = 21; at < sealed.length; at++) {
      const broken = Buffer.from(sealed)
      broken[at]! ^= 0x10
      expect(new RecordBatch(broken).isChecksumValid, `byte ${at}`).toBe(false)
    }
  })

  it('leaves out a batch that is cut off, and keeps those before it', () => {
    const builder = new RecordBatchBuilder()
    builder.append(1, null, Buffer.from('a'))
    const sealed = Buffer.from(builder.seal())
    const two = Buffer.concat([sealed, sealed])
    for (let cut = 0; cut < sealed.length; cut++)
      expect([...readBatches(two.subarray(0, sealed.length + cut))]).toHaveLength(1)
    expect([...readBatches(two)]).toHaveLength(2)
  })
})

function plain(record: {
  offset: number
  timestamp: number
  key: Uint8Array | null
  value: Uint8Array | null
  headers: readonly { key: string; value: Uint8Array | null }[]
}) {
  const hex = (field: Uint8Array | null) => (field === null ? null : Buffer.from(field).toString('hex'))
  return {
    offset: record.offset,
    timestamp: record.timestamp,
    key: hex(record.key),
    value: hex(record.value),
    // Strings with lone surrogates become U+FFFD in UTF-8, as in Java.
    headers: record.headers.map(({ key, value }) => ({ key: Buffer.from(key).toString(), value: hex(value) })),
  }
}
