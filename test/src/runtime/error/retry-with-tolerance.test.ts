import { expect, test } from 'vitest'
import { DataException, RetriableException } from '../../../../src/errors/index.ts'
import type { RecordFailure } from '../../../../src/runtime/error/record-failure.ts'
import {
  placeOf,
  RetryWithTolerance,
  type ToleranceOptions,
} from '../../../../src/runtime/error/retry-with-tolerance.ts'
import { TaskCounters } from '../../../../src/runtime/metrics/task-counters.ts'

/** A record whose value converter fails with `error`, and again each time that it is tried. `waits`: how long each retry waited, ms. */
function failing(error: Error, options: Partial<ToleranceOptions>) {
  const waits: number[] = []
  const reports: RecordFailure[] = []
  const stop = new AbortController()
  let now = 0
  const counters = new TaskCounters(() => now)
  const tolerance = new RetryWithTolerance({
    ...{ tolerance: 'all', retryTimeoutMs: 0, retryDelayMaxMs: 60_000, random: () => 0.5, counters },
    reporters: [{ report: (failure) => void reports.push(failure) }],
    clock: {
      now: () => now,
      after(delayMs, task) {
        waits.push(delayMs)
        now += delayMs
        queueMicrotask(task)
        return () => {}
      },
    },
    signal: stop.signal,
    ...options,
  })
  const record = { topic: 't', partition: 0, offset: 1, timestamp: 0, timestampType: 'CreateTime' } as const
  const consumed = { ...record, key: null, value: null, headers: [] }
  const place = placeOf('VALUE_CONVERTER', 'test.Converter')
  const run = (again: () => boolean = throwing(error)) =>
    tolerance.failed({ place, error, source: null, consumed, sink: null }, again)
  return { run, waits, reports, stop, counters }
}
const throwing = (error: Error) => () => {
  throw error
}
const busy = new RetriableException('the registry is busy')

test('waits 300 ms, twice as long each time, at random below errors.retry.delay.max.ms, and never beyond the deadline', async () => {
  const { run, waits, reports, counters } = failing(busy, { retryTimeoutMs: 6_000, retryDelayMaxMs: 2_000 })
  expect(await run()).toBe(false)
  expect(waits).toEqual([300, 600, 1200, 1000, 1000, 1000, 900])
  expect(reports.map(({ attempts }) => attempts)).toEqual([8])
  const counted = (['retries', 'recordFailures', 'recordErrors', 'recordsSkipped'] as const).map((name) =>
    counters.get(name),
  )
  expect(counted).toEqual([7, 8, 1, 1])
})

test('a retry that succeeds is the end of it', async () => {
  let tries = 0
  const { run, waits, reports } = failing(busy, { retryTimeoutMs: -1, tolerance: 'none' })
  const passed = await run(() => {
    if (++tries < 20) throw busy
    return true
  })
  expect([passed, tries, waits.length, reports]).toEqual([true, 20, 20, []])
})

test('no retry without errors.retry.timeout, nor of what is not retriable, nor after a retry that fails for good', async () => {
  const bad = new DataException('no JSON')
  for (const { error, again, retryTimeoutMs, retries } of [
    { error: busy, again: busy, retryTimeoutMs: 0, retries: 0 },
    { error: bad, again: bad, retryTimeoutMs: -1, retries: 0 },
    { error: busy, again: bad, retryTimeoutMs: -1, retries: 1 },
  ]) {
    const { run, waits, reports } = failing(error, { retryTimeoutMs })
    expect(await run(throwing(again))).toBe(false)
    expect(waits).toHaveLength(retries)
    expect(reports.map((each) => each.error)).toEqual([again])
  }
})

test('without tolerance the task fails when the retries are used up, and the reporters still hear of the record', async () => {
  const { run, reports } = failing(busy, { retryTimeoutMs: 500, tolerance: 'none' })
  await expect(run()).rejects.toMatchObject({ message: 'Tolerance exceeded in error handler', cause: busy })
  expect(reports).toHaveLength(1)
})

test('a task that is stopped does not wait on: the record is neither skipped nor reported', async () => {
  const { run, reports, stop, counters } = failing(busy, { retryTimeoutMs: -1 })
  const retrying = run(() => {
    stop.abort()
    throw busy
  })
  await expect(retrying).rejects.toBe(busy)
  expect([reports, counters.get('recordsSkipped')]).toEqual([[], 0])
})
