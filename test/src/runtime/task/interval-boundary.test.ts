import { expect, test } from 'vitest'
import { intervalBoundary } from '../../../../src/runtime/task/source/transaction-boundary.ts'

test('a transaction ends after its interval, and at once when the clock was set back', () => {
  let now = 1_000_000
  const boundary = intervalBoundary(5_000, () => now)
  const verdicts = [4_999, 1, 0, 5_000, -86_400_000, 0, 5_000].map((ms) => {
    now += ms
    return boundary.afterBatch()
  })
  expect(verdicts).toEqual(['go-on', 'commit', 'go-on', 'commit', 'commit', 'go-on', 'commit'])
})
