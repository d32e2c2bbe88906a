import { describe, expect, it } from 'vitest'
import {
  AbortedTransactions,
  buildEndMarker,
  type KafkaRecord,
  RecordBatch,
  RecordBatchBuilder,
  readBatches,
  readEndMarker,
} from '../../../../src/protocol/records/index.ts'
import { goldenLines } from '../../../support/golden-lines.ts'

interface GoldenRecord {
  readonly offset: number
  readonly timestamp: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: readonly { readonly key: string; readonly value: string | null }[]
}
interface GoldenBatch {
  readonly magic: number
  readonly baseOffset: number
  readonly lastOffset: number
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly isTransactional: boolean
  readonly isControl: boolean
  readonly maxTimestamp: number
  readonly records: readonly GoldenRecord[]
}
interface Golden {
  readonly id: string
  readonly bytes: string
  readonly batches: readonly GoldenBatch[]
}

const goldens = goldenLines<Golden>('record-batches.jsonl.gz')
const base64 = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('base64'))
const plain = ({ key, value, headers, ...rest }: KafkaRecord) => ({
  ...rest,
  key: base64(key),
  value: base64(value),
  headers: headers.map((one) => ({ key: one.key, value: base64(one.value) })),
})

describe("batches of Kafka's own builder", () => {
  it.each(goldens.map((one) => [one.id, one] as const))('reads %s as Kafka does', (_, golden) => {
    const batches = [...readBatches(Buffer.from(golden.bytes, 'base64'))]
    expect(batches.length).toBe(golden.batches.length)
    batches.forEach((batch, i) => {
      batch.verifyChecksum()
      const { records, maxTimestamp, producerEpoch, baseSequence, baseOffset, ...common } = golden.batches[i]!
      expect(batch).toMatchObject(common)
      expect([...batch.records()].map(plain)).toEqual(records)
      if (batch instanceof RecordBatch)
        expect(batch).toMatchObject({ maxTimestamp, producerEpoch, baseSequence, baseOffset })
    })
  })

  it('gives the same bytes as Kafka where nothing is compressed', () => {
    const uncompressed = goldens.filter((one) => /^v2-(transactional-)?none$/.test(one.id))
    expect(uncompressed).toHaveLength(2)
    for (const { bytes, batches } of uncompressed) {
      const [batch] = batches
      const builder = new RecordBatchBuilder(Buffer.alloc(70))
      for (const { timestamp, key, value, headers } of batch!.records)
        builder.append(
          timestamp,
          key === null ? null : Buffer.from(key, 'base64'),
          value === null ? null : Buffer.from(value, 'base64'),
          headers.map((one) => ({ key: one.key, value: one.value === null ? null : Buffer.from(one.value, 'base64') })),
        )
      expect(base64(builder.seal({ ...batch!, partitionLeaderEpoch: 3 }))).toBe(bytes)
    }
  })

  it.each(['commit', 'abort'] as const)('builds and reads the %s marker', (type) => {
    const golden = goldens.find((one) => one.id === `marker-${type}`)!
    const [batch] = [...readBatches(Buffer.from(golden.bytes, 'base64'))]
    expect(readEndMarker(batch!)).toEqual({ type, coordinatorEpoch: 21 })
    const built = buildEndMarker({ type, coordinatorEpoch: 21 }, 1_700_000_000_123, {
      ...{ producerId: 12_345, producerEpoch: 6, baseOffset: 77, partitionLeaderEpoch: 4 },
    })
    expect(base64(built)).toBe(golden.bytes)
  })
})

interface KcatGolden {
  readonly codec: string
  readonly lines: readonly string[]
  readonly bytes: string
}

describe('batches of librdkafka', () => {
  const kcat = goldenLines<KcatGolden>('kcat-batches.jsonl')

  it.each(kcat.map((one) => [one.codec, one] as const))('reads those compressed with %s', (codec, golden) => {
    const batches = [...readBatches(Buffer.from(golden.bytes, 'base64'))]
    const records = batches.flatMap((batch) => [...batch.records()])
    expect(records.map((one) => `${one.key}:${one.value}`)).toEqual(golden.lines)
    expect(records[0]!.headers).toEqual([{ key: 'a', value: Buffer.from('b') }])
    expect(batches.map((one) => (one as RecordBatch).compression)).toContain(codec)
  })
})

describe('aborted transactions', () => {
  const batch = (baseOffset: number, producerId: number, isTransactional = true) => {
    const builder = new RecordBatchBuilder()
    builder.append(0, null, Buffer.from(`${baseOffset}`))
    builder.append(0, null, Buffer.from(`${baseOffset + 1}`))
    const sealed = builder.seal({ baseOffset, producerId, producerEpoch: 0, baseSequence: 0, isTransactional })
    return new RecordBatch(Buffer.from(sealed))
  }
  const marker = (baseOffset: number, producerId: number, type: 'commit' | 'abort') =>
    new RecordBatch(buildEndMarker({ type, coordinatorEpoch: 0 }, 0, { baseOffset, producerId, producerEpoch: 0 }))

  it('skips exactly the batches between first offset and abort marker of each producer', () => {
    const log = [
      batch(0, 1),
      batch(2, 2),
      batch(4, 9, false),
      marker(6, 1, 'abort'),
      batch(7, 1),
      marker(9, 2, 'commit'),
      marker(10, 1, 'commit'),
      batch(11, 2),
      marker(13, 2, 'abort'),
    ]
    const aborted = new AbortedTransactions([
      { producerId: 2, firstOffset: 11 },
      { producerId: 1, firstOffset: 0 },
    ])
    const seen = log.filter((one) => !aborted.skips(one)).map((one) => one.baseOffset)
    expect(seen).toEqual([2, 4, 7])
  })
})
