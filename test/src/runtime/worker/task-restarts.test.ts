import { expect, test } from 'vitest'
import { TaskRestarts } from '../../../../src/runtime/worker/task-restarts.ts'
import { HandClock } from '../fixtures/hand-clock.ts'

const config = {
  'errors.restart.max.attempts': '3',
  'errors.restart.backoff.ms': '1000',
  'errors.restart.backoff.max.ms': '3000',
}

function restarts(random = 0) {
  const clock = new HandClock()
  const started: number[] = []
  const plan = new TaskRestarts({ clock, random: () => random })
  const failed = (ranMs = 0, props: Record<string, string> = config) =>
    plan.plan('c-0', props, ranMs, () => started.push(clock.now()))
  return { clock, started, plan, failed }
}

test('waits twice as long each time, up to the longest wait, and gives up after the last attempt', () => {
  const { failed } = restarts()
  expect([failed(), failed(), failed(), failed()]).toEqual([
    { attempt: 1, delayMs: 1000 },
    { attempt: 2, delayMs: 2000 },
    { attempt: 3, delayMs: 3000 },
    null,
  ])
})

test('takes up to half of the wait off at random', () => {
  expect(restarts(0.999_999).failed()?.delayMs).toBe(500)
  expect(restarts(0.5).failed()?.delayMs).toBe(750)
})

test('starts once, when the wait is over', () => {
  const { clock, started, failed } = restarts()
  const failedAt = clock.now()
  failed()
  clock.advance(999)
  expect(started).toEqual([])
  clock.advance(10_000)
  expect(started).toEqual([failedAt + 1000])
})

test('counts from the start again after a task ran for as long as the longest wait', () => {
  const { failed } = restarts()
  failed()
  failed(2999)
  expect(failed(3000)).toEqual({ attempt: 1, delayMs: 1000 })
})

test('has no limit with -1, and does nothing when it is off', () => {
  const { failed } = restarts()
  for (let i = 1; i <= 100; i++) expect(failed(0, { ...config, 'errors.restart.max.attempts': '-1' })?.attempt).toBe(i)
  expect(failed(0, {})).toBeNull()
  expect(failed(0, { 'errors.restart.max.attempts': '0' })).toBeNull()
})

test('a stop, a pause or a restart by hand ends the wait and the count', () => {
  const { clock, started, plan, failed } = restarts()
  failed()
  failed()
  plan.forget('c-0')
  clock.advance(60_000)
  expect(started).toEqual([])
  expect(failed()?.attempt).toBe(1)
})
