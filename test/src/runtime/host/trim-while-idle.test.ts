import { beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../../../src/kafka/clock.ts'
import { thisThread, trimWhileIdle } from '../../../../src/runtime/host/trim-while-idle.ts'

const MIB = 2 ** 20
let now: number
let due: { at: number; task: () => void } | null
let trims: number[]
let young: number
let busy: number
const clock = {
  now: () => now,
  after(delayMs: number, task: () => void) {
    const own = { at: now + delayMs, task }
    due = own
    return () => {
      if (due === own) due = null
    }
  },
}

beforeEach(() => {
  ;[now, due, trims, young, busy] = [0, null, [], MIB, 0]
})

function start(): () => void {
  const trim = () => {
    trims.push(now)
    young = MIB / 4
  }
  return trimWhileIdle({ clock, youngBytes: () => young, busyShare: () => busy, trim })
}

function passUntil(ms: number): void {
  while (due !== null && due.at <= ms) {
    const { at, task } = due
    now = at
    task()
  }
  now = ms
}

it('trims once a second after the start, and not again while nothing grows', () => {
  start()
  passUntil(60_000)
  expect(trims).toEqual([1_000])
})

it('trims again when something has grown the young generation and the thread rests', () => {
  start()
  passUntil(10_000)
  young = 8 * MIB
  passUntil(60_000)
  expect(trims).toEqual([1_000, 11_000])
})

it('leaves a busy thread alone until it rests', () => {
  start()
  passUntil(10_000)
  ;[young, busy] = [16 * MIB, 0.5]
  passUntil(20_000)
  busy = 0.1
  passUntil(60_000)
  expect(trims).toEqual([1_000, 21_000])
})

it('ends when told', () => {
  const end = start()
  passUntil(10_000)
  young = 8 * MIB
  end()
  passUntil(60_000)
  expect(trims).toEqual([1_000])
})

it('sees what this thread keeps', () => {
  const thread = thisThread(systemClock)
  expect(thread.youngBytes()).toBeGreaterThan(0)
  const until = performance.now() + 20
  while (performance.now() < until);
  expect(thread.busyShare()).toBeGreaterThan(0)
  thread.trim()
  expect(thread.youngBytes()).toBeLessThan(4 * MIB)
})
