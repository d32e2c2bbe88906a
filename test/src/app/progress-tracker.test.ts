import { expect, test } from 'vitest'
import { ProgressTracker } from '../../../src/app/progress-tracker.ts'
import type { StandaloneWorker } from '../../../src/runtime/index.ts'

/** The rates that are shown when a connector has delivered `records` at those times. */
function rates(readings: readonly (readonly [atMs: number, records: number])[]): number[] {
  let [now, delivered] = [0, 0]
  const progress = () => [{ name: 'c', kind: 'source', delivered, active: 0, lag: 0, skipped: 0, tasks: [] }]
  const tracker = new ProgressTracker({ progress } as unknown as StandaloneWorker, () => now)
  return readings.map(([at, records]) => {
    now = at
    delivered = records
    return tracker.stages()[0]!.recordsPerSecond
  })
}

test('who asks often gets the rate of the last second or so', () => {
  const often = rates([
    [0, 0],
    [500, 500],
    [1000, 1000],
    [1500, 1000],
    [2000, 1000],
    [2500, 1000],
  ])
  expect(often[2]).toBe(1000)
  expect(often[5]).toBe(0)
})

test('who asks seldom gets the rate since the last time', () => {
  expect(
    rates([
      [0, 0],
      [2000, 1000],
      [12_000, 21_000],
    ]),
  ).toEqual([0, 500, 2000])
})
