import { describe, expect, it } from 'vitest'
import { cleanLog, isCleaningDue } from '../../../src/broker/cleaner/clean-log.ts'
import type { PartitionLog } from '../../../src/broker/log/partition-log.ts'
import { buildEndMarker, RecordBatch } from '../../../src/protocol/records/index.ts'
import { batchOf, recordsIn, type TestRecord } from './support/batches.ts'
import { FaultFileSystem } from './support/fault-file-system.ts'
import { ManualClock } from './support/manual-clock.ts'
import { openLog } from './support/open-log.ts'
import { SeededRandom } from './support/seeded-random.ts'

const options = { mapBytesMax: 1_000_000, breathe: () => Promise.resolve() }
const compact = { 'cleanup.policy': 'compact', 'delete.retention.ms': '1000' }

function append(log: PartitionLog, records: readonly TestRecord[]): number {
  return log.append(new RecordBatch(batchOf(records)), 0).baseOffset
}

/** All records of all segments. */
function contentOf(log: PartitionLog) {
  return log.segments.flatMap((segment) => recordsIn(segment.readRange(0, segment.sizeBytes)))
}

function lastByKey(records: readonly { key: string | null; value: string | null }[]): Map<string, string> {
  const last = new Map<string, string>()
  for (const { key, value } of records) {
    if (value === null) last.delete(key!)
    else last.set(key!, value)
  }
  return last
}

describe('compaction', () => {
  it('keeps the last record of each key at its offset and leaves the active segment alone', async () => {
    const log = openLog({ fs: new FaultFileSystem(new SeededRandom(1)), settings: compact })
    for (let i = 0; i < 40; i++) append(log, [{ key: `k${i % 3}`, value: `v${i}-${'x'.repeat(60)}` }])
    expect(log.segments.length).toBeGreaterThan(3)
    const before = contentOf(log)
    await cleanLog(log, options)
    const after = contentOf(log)
    expect(after.length).toBeLessThan(before.length)
    expect(lastByKey(after)).toEqual(lastByKey(before))
    for (const record of after) expect(before).toContainEqual(record)
    expect(log.endOffset).toBe(40)
  })

  it('keeps tombstones for delete.retention.ms', async () => {
    const clock = new ManualClock()
    const log = openLog({ fs: new FaultFileSystem(new SeededRandom(1)), clock, settings: compact })
    append(log, [{ key: 'gone', value: 'v' }])
    append(log, [{ key: 'gone', value: null }])
    log.roll()
    append(log, [{ key: 'other', value: 'v' }])
    log.roll()
    append(log, [{ key: 'last', value: 'v' }])
    await cleanLog(log, options)
    expect(contentOf(log).filter(({ key }) => key === 'gone')).toEqual([{ offset: 1, key: 'gone', value: null }])
    await clock.advance(500)
    await cleanLog(log, options)
    expect(contentOf(log).some(({ key }) => key === 'gone')).toBe(true)
    await clock.advance(600)
    await cleanLog(log, options)
    expect(contentOf(log).some(({ key }) => key === 'gone')).toBe(false)
    expect(contentOf(log).map(({ key }) => key)).toEqual(['other', 'last'])
  })

  it('drops the records of aborted transactions', async () => {
    const log = openLog({ fs: new FaultFileSystem(new SeededRandom(1)), settings: compact })
    append(log, [{ key: 'a', value: 'committed' }])
    const producer = { producerId: 7, producerEpoch: 0 }
    const aborted = batchOf([{ key: 'a', value: 'aborted' }], { ...producer, baseSequence: 0, isTransactional: true })
    log.append(new RecordBatch(aborted), 0)
    log.append(new RecordBatch(buildEndMarker({ type: 'abort', coordinatorEpoch: 0 }, 1, producer)), 0)
    log.roll()
    append(log, [{ key: 'b', value: 'v' }])
    await cleanLog(log, options)
    expect(lastByKey(contentOf(log))).toEqual(
      new Map([
        ['a', 'committed'],
        ['b', 'v'],
      ]),
    )
  })

  it('is due when half of the log is dirty', async () => {
    const log = openLog({ fs: new FaultFileSystem(new SeededRandom(1)), settings: compact })
    expect(isCleaningDue(log)).toBe(false)
    for (let i = 0; i < 40; i++) append(log, [{ key: `k${i % 3}`, value: 'x'.repeat(80) }])
    expect(isCleaningDue(log)).toBe(true)
    await cleanLog(log, options)
    expect(isCleaningDue(log)).toBe(false)
  })

  it('loses no live key when the power is cut at any moment (300 seeds)', async () => {
    for (let seed = 0; seed < 300; seed++) {
      await runSeed(seed).catch((error: Error) => {
        error.message = `seed ${seed}: ${error.message}`
        throw error
      })
    }
  })
})

async function runSeed(seed: number): Promise<void> {
  const random = new SeededRandom(seed)
  const clock = new ManualClock()
  let fs = new FaultFileSystem(random)
  fs.makeDirectory('/log')
  fs.syncDirectory('/')
  const promised = new Map<string, string>()
  let count = 0
  for (let round = 0; round < 4; round++) {
    const log = openLog({ fs, clock, settings: { ...compact, 'flush.messages': '1' } })
    const found = lastByKey(contentOf(log))
    for (const [key, value] of promised) expect(found.get(key), `live key ${key}`).toBe(value)
    expect([...found.keys()].sort()).toEqual([...promised.keys()].sort())
    for (let step = random.below(25); step >= 0; step--) {
      const key = `k${random.below(6)}`
      const value = random.chance(0.2) ? null : `${count++}-${'x'.repeat(random.below(150))}`
      append(log, [{ key, value }])
      await log.flush()
      if (value === null) promised.delete(key)
      else promised.set(key, value)
      await clock.advance(random.below(400))
    }
    const cleaning = cleanLog(log, options).catch(() => {})
    if (random.chance(0.5)) await cleaning
    else for (let i = random.below(60); i > 0; i--) await Promise.resolve()
    fs = fs.crash()
    await cleaning
  }
}
