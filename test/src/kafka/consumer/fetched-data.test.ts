import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FetchBuffer } from '../../../../src/kafka/consumer/fetch-buffer.ts'
import { type FetchedAnswer, FetchedData } from '../../../../src/kafka/consumer/fetched-data.ts'
import { PartitionStates } from '../../../../src/kafka/consumer/partition-state.ts'
import { buildEndMarker, RecordBatchBuilder, type SealOptions } from '../../../../src/protocol/records/index.ts'

function batch(baseOffset: number, values: readonly string[], options: SealOptions = {}): Buffer {
  const builder = new RecordBatchBuilder()
  for (const value of values) builder.append(1, null, Buffer.from(value))
  return Buffer.from(builder.seal({ ...options, baseOffset, partitionLeaderEpoch: 5 }))
}

const answer = (batches: readonly Buffer[], more: Partial<FetchedAnswer> = {}): FetchedAnswer => ({
  topic: 't',
  partition: 0,
  epoch: 1,
  bytes: Buffer.concat(batches),
  fromOffset: 0,
  aborted: undefined,
  ...more,
})

function takeAll(data: FetchedData, max = 500): string[] {
  const values: string[] = []
  while (!data.isDone) {
    const taken = data.take(max)
    expect(taken.length).toBeLessThanOrEqual(max)
    values.push(...taken.map(({ offset, value }) => `${offset}:${value?.toString()}`))
  }
  return values
}

describe('the data of a fetch answer', () => {
  it('begins at the asked offset, inside of a batch', () => {
    const data = new FetchedData(answer([batch(10, ['a', 'b', 'c'])], { fromOffset: 11 }), true)
    expect(takeAll(data)).toEqual(['11:b', '12:c'])
    expect(data.position).toBe(13)
    expect(data.leaderEpoch).toBe(5)
  })

  it('leaves out a batch that is cut off at the end', () => {
    const whole = batch(0, ['a'])
    const cut = batch(1, ['b']).subarray(0, 30)
    const data = new FetchedData(answer([whole, cut]), true)
    expect(data.endOffset).toBe(1)
    expect(takeAll(data)).toEqual(['0:a'])
  })

  it('passes over markers and aborted transactions, and moves the position past them', () => {
    const transactional = { producerId: 7, producerEpoch: 0, baseSequence: 0, isTransactional: true }
    const bytes = [
      batch(0, ['lost'], transactional),
      buildEndMarker({ type: 'abort', coordinatorEpoch: 0 }, 1, { producerId: 7, producerEpoch: 0, baseOffset: 1 }),
      batch(2, ['kept'], transactional),
      buildEndMarker({ type: 'commit', coordinatorEpoch: 0 }, 1, { producerId: 7, producerEpoch: 0, baseOffset: 3 }),
    ]
    const committed = new FetchedData(answer(bytes, { aborted: [{ producerId: 7, firstOffset: 0 }] }), true)
    expect(takeAll(committed)).toEqual(['2:kept'])
    expect(committed.position).toBe(4)
    expect(takeAll(new FetchedData(answer(bytes), true))).toEqual(['0:lost', '2:kept'])
  })

  it('throws for a corrupt batch each time, and never passes over it', () => {
    const corrupt = batch(1, ['b'])
    corrupt[corrupt.length - 2]! ^= 1
    const data = new FetchedData(answer([batch(0, ['a']), corrupt, batch(2, ['c'])]), true)
    expect(data.take(10)).toHaveLength(1)
    for (let i = 0; i < 3; i++) expect(() => data.take(10)).toThrow(/CRC/)
    expect(data.position).toBe(1)
    expect(takeAll(new FetchedData(answer([corrupt], { fromOffset: 1 }), false))).toHaveLength(1)
  })

  it('gives every record once, whatever the sizes of batches and takes', () => {
    const batches = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 9 }), fc.nat(12), (sizes, max, skip) => {
        let offset = 0
        const all: string[] = []
        const bytes = sizes.map((size) => {
          const values = Array.from({ length: size }, (_, i) => String(offset + i))
          all.push(...values.map((value) => `${value}:${value}`))
          const one = batch(offset, values)
          offset += size
          return one
        })
        const fromOffset = Math.min(skip, offset - 1)
        const data = new FetchedData(answer(bytes, { fromOffset }), true)
        expect(takeAll(data, max)).toEqual(all.slice(fromOffset))
        expect(data.position).toBe(offset)
      }),
    )
  })
})

describe('what was read ahead', () => {
  const setUp = () => {
    const states = new PartitionStates()
    const buffer = new FetchBuffer(states)
    const add = (partition: number, bytes: readonly Buffer[]) => {
      states.add({ topic: 't', partition })
      const state = states.get({ topic: 't', partition })!
      if (state.position === undefined) states.seek(state, 0)
      buffer.add(new FetchedData(answer(bytes, { partition, epoch: state.epoch }), true), state)
      return state
    }
    return { states, buffer, add }
  }

  it('hands out what other partitions have before it reports a corrupt one', () => {
    const { buffer, add } = setUp()
    const corrupt = batch(0, ['x'])
    corrupt[corrupt.length - 2]! ^= 1
    add(0, [batch(0, ['a', 'b'])])
    add(1, [corrupt])
    expect([...buffer.take(10).records.keys()]).toEqual(['t/0'])
    expect(() => buffer.take(10)).toThrow(/CRC/)
    expect(() => buffer.take(10)).toThrow(/CRC/)
  })

  it('drops what belongs to an earlier seek, and keeps what is paused', () => {
    const { states, buffer, add } = setUp()
    const first = add(0, [batch(0, ['a'])])
    const second = add(1, [batch(0, ['b'])])
    states.seek(first, 0)
    second.isPaused = true
    expect(buffer.take(10).records.size).toBe(0)
    expect(buffer.sizeBytes).toBeGreaterThan(0)
    second.isPaused = false
    expect([...buffer.take(10).records.keys()]).toEqual(['t/1'])
    expect(buffer.sizeBytes).toBe(0)
    expect(second.bufferedBytes).toBe(0)
  })
})
