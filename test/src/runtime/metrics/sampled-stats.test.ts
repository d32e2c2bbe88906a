import { expect, test } from 'vitest'
import { SampledStats, sampledCells, sampleWindows } from '../../../../src/runtime/metrics/sampled-stats.ts'

const windows = { windowMs: 1000, samples: 2 }
const stats = () => new SampledStats(new Float64Array(sampledCells(2, windows)), windows)

test('what was seen in the last two windows counts, older is forgotten', () => {
  const seen = stats()
  expect(seen.read(0, 0)).toEqual({ count: 0, sum: 0, max: Number.NaN, min: Number.NaN, avg: Number.NaN })
  seen.record(0, 5, 100)
  seen.record(0, 1, 900)
  expect(seen.read(0, 900)).toEqual({ count: 2, sum: 6, max: 5, min: 1, avg: 3 })
  seen.record(0, 3, 1100)
  expect(seen.read(0, 1100)).toEqual({ count: 3, sum: 9, max: 5, min: 1, avg: 3 })
  // The first window is over and overwritten, the second still counts.
  seen.record(0, 2, 2200)
  expect(seen.read(0, 2200)).toEqual({ count: 2, sum: 5, max: 3, min: 2, avg: 2.5 })
  expect(seen.read(0, 4199)).toMatchObject({ count: 1, max: 2 })
  expect(seen.read(0, 4200)).toMatchObject({ count: 0, max: Number.NaN })
})

test('statistics do not touch each other, and negative values count', () => {
  const seen = stats()
  seen.record(0, -4, 0)
  seen.record(1, 7, 0)
  expect(seen.read(0, 0)).toMatchObject({ max: -4, min: -4, sum: -4 })
  expect(seen.read(1, 0)).toMatchObject({ max: 7, sum: 7 })
})

test('a buffer shared with another thread shows the same', () => {
  const cells = new Float64Array(new SharedArrayBuffer(sampledCells(1, windows) * 8))
  new SampledStats(cells, windows).record(0, 3, 10)
  expect(new SampledStats(new Float64Array(cells.buffer), windows).read(0, 20)).toMatchObject({ count: 1, avg: 3 })
})

test("a worker's windows are Kafka's settings; nonsense counts as the default", () => {
  expect(sampleWindows({})).toEqual({ windowMs: 30_000, samples: 2 })
  expect(sampleWindows({ 'metrics.sample.window.ms': '500', 'metrics.num.samples': '5' })).toEqual({
    windowMs: 500,
    samples: 5,
  })
  expect(sampleWindows({ 'metrics.sample.window.ms': 'x', 'metrics.num.samples': '0' })).toEqual({
    windowMs: 30_000,
    samples: 2,
  })
})
