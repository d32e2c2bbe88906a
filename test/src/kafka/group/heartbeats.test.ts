import { expect, test } from 'vitest'
import { Heartbeats } from '../../../../src/kafka/group/heartbeats.ts'
import { SimClock } from './sim/sim-clock.ts'

test('the rhythm stays when the clock is set while a beat is under way', async () => {
  const time = new SimClock()
  let aheadMs = 0
  const clock = {
    now: () => time.now() + aheadMs,
    after: (delayMs: number, task: () => void) => time.after(delayMs, task),
  }
  let beats = 0
  const heartbeats = new Heartbeats(clock, 3_000, async () => {
    beats++
    aheadMs += beats % 2 === 0 ? 3_600_000 : -7_200_000
  })
  heartbeats.start()
  await time.run(30_500, () => {})
  heartbeats.stop()
  // A beat that seems to have taken an hour is followed by the next at once; never by a silence.
  expect(beats).toBeGreaterThanOrEqual(10)
  expect(beats).toBeLessThanOrEqual(20)
  await time.run(60_000, () => {})
  expect(beats).toBeLessThanOrEqual(20)
})
