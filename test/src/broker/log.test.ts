import { describe, expect, it } from 'vitest'
import { findByTime, findMaxTime } from '../../../src/broker/log/find-by-time.ts'
import type { PartitionLog } from '../../../src/broker/log/partition-log.ts'
import { abortedBetween, readLog } from '../../../src/broker/log/read-log.ts'
import { applyRetention } from '../../../src/broker/log/retention.ts'
import { buildEndMarker, RecordBatch, type SealOptions } from '../../../src/protocol/records/index.ts'
import { batchOf, recordsIn } from './support/batches.ts'
import { FaultFileSystem } from './support/fault-file-system.ts'
import { ManualClock } from './support/manual-clock.ts'
import { openLog } from './support/open-log.ts'
import { SeededRandom } from './support/seeded-random.ts'

const START_MS = 1_700_000_000_000

function newLog(settings: Record<string, string> = {}, fs = new FaultFileSystem(new SeededRandom(1))) {
  const clock = new ManualClock(START_MS)
  return { log: openLog({ fs, clock, settings }), clock, fs }
}

function append(log: PartitionLog, values: readonly string[], timestamp = START_MS, options: SealOptions = {}) {
  return log.append(
    new RecordBatch(
      batchOf(
        values.map((value) => ({ value, timestamp })),
        options,
      ),
    ),
    0,
  )
}

function read(log: PartitionLog, offset: number, bytesMax = 1_000_000) {
  const region = readLog(log, offset, { bytesMax, isOneBatchDue: true, endOffset: log.highWatermark })
  if (!region) return []
  const bytes = Buffer.alloc(region.length)
  region.read(bytes, 0)
  region.release()
  return recordsIn(bytes).map(({ offset: at, value }) => [at, value])
}

describe('a partition log', () => {
  it('reads from any offset, over all segments', () => {
    const { log } = newLog()
    for (let i = 0; i < 100; i++) append(log, [`a${i}`, `b${i}`])
    expect(log.segments.length).toBeGreaterThan(5)
    for (let offset = 0; offset < 200; offset += 7) {
      // A batch comes whole, so the answer may begin before the offset that was asked for.
      expect(read(log, offset).find(([at]) => at === offset)).toEqual([
        offset,
        `${offset % 2 ? 'b' : 'a'}${offset >> 1}`,
      ])
    }
    expect(read(log, 200)).toEqual([])
    expect(() => read(log, 201)).toThrow()
  })

  it('returns the first batch whole, however little is asked for', () => {
    const { log } = newLog()
    append(log, ['x'.repeat(500)])
    append(log, ['y'])
    expect(read(log, 0, 1).map(([at]) => at)).toEqual([0])
  })

  it('finds records by time', () => {
    const { log } = newLog()
    for (let i = 0; i < 60; i++) append(log, [`v${i}`], START_MS + i * 1000)
    const end = Number.POSITIVE_INFINITY
    expect(findByTime(log, START_MS + 30_500, end)).toEqual({ offset: 31, timestamp: START_MS + 31_000 })
    expect(findByTime(log, 0, end)?.offset).toBe(0)
    expect(findByTime(log, START_MS + 100_000, end)).toBe(undefined)
    expect(findMaxTime(log)).toEqual({ offset: 59, timestamp: START_MS + 59_000 })
  })

  it('recognises repeated batches and gaps of idempotent producers', () => {
    const { log } = newLog()
    const producer = { producerId: 1, producerEpoch: 0 }
    append(log, ['a', 'b'], START_MS, { ...producer, baseSequence: 0 })
    append(log, ['c'], START_MS, { ...producer, baseSequence: 2 })
    expect(append(log, ['a', 'b'], START_MS, { ...producer, baseSequence: 0 })).toEqual({
      baseOffset: 0,
      lastOffset: 1,
      isDuplicate: true,
    })
    const code = (options: SealOptions) => {
      try {
        append(log, ['x'], START_MS, options)
        return 'appended'
      } catch (error) {
        return (error as Error).name
      }
    }
    expect(code({ ...producer, baseSequence: 9 })).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(code({ producerId: 1, producerEpoch: 1, baseSequence: 5 })).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(code({ producerId: 1, producerEpoch: 1, baseSequence: 0 })).toBe('appended')
    expect(code({ ...producer, baseSequence: 3 })).toBe('INVALID_PRODUCER_EPOCH')
    expect(log.endOffset).toBe(4)
  })

  it.each([true, false])(
    'knows producers and aborted transactions again after a restart (clean: %s)',
    async (isClean) => {
      const { log, fs } = newLog()
      const producer = { producerId: 1, producerEpoch: 0 }
      append(log, ['a'], START_MS, { ...producer, baseSequence: 0, isTransactional: true })
      expect(log.lastStableOffset).toBe(0)
      log.append(new RecordBatch(buildEndMarker({ type: 'abort', coordinatorEpoch: 0 }, START_MS, producer)), 0)
      append(log, ['b'], START_MS, { ...producer, baseSequence: 1, isTransactional: true })
      for (let i = 0; i < 30; i++) append(log, ['filler'.repeat(10)])
      if (isClean) await log.close()
      const again = openLog({ fs, isClean })
      expect(again.lastStableOffset).toBe(2)
      expect(abortedBetween(again, 0, again.endOffset)).toEqual([
        { producerId: 1, firstOffset: 0, lastOffset: 1, lastStableOffset: 2 },
      ])
      expect(append(again, ['b'], START_MS, { ...producer, baseSequence: 1, isTransactional: true }).isDuplicate).toBe(
        true,
      )
    },
  )

  it('cuts off a torn tail and goes on from there', () => {
    const { log, fs } = newLog({ 'internal.segment.bytes': '1000000' })
    for (let i = 0; i < 10; i++) append(log, [`v${i}`])
    const file = fs.open(`/log/${'0'.repeat(20)}.log`)
    file.truncate(file.size() - 3)
    const again = openLog({ fs })
    expect(again.endOffset).toBe(9)
    append(again, ['new'])
    expect(read(again, 9)).toEqual([[9, 'new']])
  })

  it('cuts off everything from a damaged batch on', () => {
    const { log, fs } = newLog({ 'internal.segment.bytes': '1000000' })
    for (let i = 0; i < 10; i++) append(log, [`v${i}`])
    const file = fs.open(`/log/${'0'.repeat(20)}.log`)
    file.write([Buffer.from([0xff])], Math.floor(file.size() / 2))
    expect(openLog({ fs }).endOffset).toBe(5)
  })

  it('deletes what is too old or too much, whole segments at a time', async () => {
    const { log, clock } = newLog({ 'retention.ms': '60000', 'retention.bytes': '3000' })
    for (let i = 0; i < 50; i++) append(log, ['x'.repeat(100)], START_MS)
    applyRetention(log)
    expect(log.sizeBytes).toBeLessThan(3000 + 1000)
    expect(log.startOffset).toBe(log.segments[0]!.baseOffset)
    expect(() => read(log, log.startOffset - 1)).toThrow()
    await clock.advance(61_000)
    applyRetention(log)
    expect([log.startOffset, log.endOffset, log.sizeBytes]).toEqual([50, 50, 0])
    expect(append(log, ['next']).baseOffset).toBe(50)
  })

  it('lets a reader finish a segment that is deleted meanwhile', async () => {
    const { log, clock } = newLog({ 'retention.ms': '1000' })
    for (let i = 0; i < 30; i++) append(log, [`v${i}`.padEnd(100)])
    const region = readLog(log, 0, { bytesMax: 500, isOneBatchDue: true, endOffset: 30 })!
    await clock.advance(2000)
    applyRetention(log)
    expect(log.startOffset).toBe(30)
    const bytes = Buffer.alloc(region.length)
    region.read(bytes, 0)
    region.release()
    expect(recordsIn(bytes.subarray(0, bytes.readInt32BE(8) + 12))[0]!.value?.trim()).toBe('v0')
  })

  it('says where leader epochs end', () => {
    const { log } = newLog()
    append(log, ['a'])
    log.append(new RecordBatch(batchOf([{ value: 'b' }])), 3)
    log.append(new RecordBatch(batchOf([{ value: 'c' }])), 5)
    expect(log.epochs.endOf(0, log.endOffset)).toEqual({ epoch: 0, endOffset: 1 })
    expect(log.epochs.endOf(4, log.endOffset)).toEqual({ epoch: 3, endOffset: 2 })
    expect(log.epochs.endOf(5, log.endOffset)).toEqual({ epoch: 5, endOffset: 3 })
    expect(log.epochs.endOf(9, log.endOffset)).toEqual({ epoch: -1, endOffset: -1 })
  })
})
