import { expect, test } from 'vitest'
import type { PartitionOffset, SinkTask } from '../../../../src/api/index.ts'
import { delay, systemClock } from '../../../../src/kafka/clock.ts'
import { RetryWithTolerance } from '../../../../src/runtime/error/retry-with-tolerance.ts'
import { TaskCounters } from '../../../../src/runtime/metrics/task-counters.ts'
import { TaskTimers } from '../../../../src/runtime/metrics/task-timers.ts'
import type { TaskConsumer } from '../../../../src/runtime/task/kafka-ports.ts'
import { SinkCommitter } from '../../../../src/runtime/task/sink/sink-committer.ts'
import { SinkOffsets } from '../../../../src/runtime/task/sink/sink-offsets.ts'

const partition = { topic: 't', partition: 0 }

/** A committer whose consumer answers commits as told. */
function committer(commit: () => Promise<void>) {
  const counters = new TaskCounters(() => systemClock.now())
  const nothing = () => {}
  const logger = {
    error: nothing,
    warn: nothing,
    info: nothing,
    debug: nothing,
    trace: nothing,
    isEnabled: () => false,
  }
  const common = { counters, clock: systemClock, logger, errants: null, commitTimeoutMs: 20 }
  const tolerance = new RetryWithTolerance({
    ...{ tolerance: 'none', retryTimeoutMs: 0, retryDelayMaxMs: 0, reporters: [], random: () => 0, counters },
    ...{ clock: systemClock, signal: new AbortController().signal, budget: { maxErrors: 0, windowMs: 1 } },
  } as ConstructorParameters<typeof RetryWithTolerance>[0])
  const consumed = new SinkOffsets()
  const own = new SinkCommitter({
    ...{ ...common, tolerance, task: { put: nothing } as unknown as SinkTask, rewind: nothing, onCommitted: nothing },
    consumer: { commit } as unknown as TaskConsumer,
    timers: new TaskTimers(0, { precise: () => performance.now(), now: () => systemClock.now() }),
  })
  return {
    counters,
    commit: async (offset: number) => {
      const next: PartitionOffset = { ...partition, offset }
      consumed.set(next)
      own.delivered(next)
      await own.commit([partition], consumed, { isClosing: true })
    },
    counts: () =>
      ['commitSeqNo', 'commits', 'commitFailures', 'commitSkips'].map((name) => counters.get(name as 'commits')),
  }
}

test('each commit has a number; one with nothing new succeeds, as in Kafka Connect', async () => {
  const { commit, counts, counters } = committer(async () => {})
  await commit(1)
  await commit(1)
  expect(counts()).toEqual([2, 2, 0, 0])
  expect(counters.stat('commitSuccess', systemClock.now())).toMatchObject({ count: 2, avg: 1 })
})

test('an answer after the timeout is a failure first, and skipped when it comes', async () => {
  let answer = () => {}
  const { commit, counts, counters } = committer(
    () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  )
  await commit(1)
  expect(counts()).toEqual([1, 0, 1, 0])
  answer()
  await delay(systemClock, 0)
  expect(counts()).toEqual([1, 0, 1, 1])
  expect(counters.stat('commitSuccess', systemClock.now())).toMatchObject({ count: 1, avg: 0 })
})

test('a commit that Kafka refuses is a failure, and none that came too late', async () => {
  const { commit, counts } = committer(() => Promise.reject(new Error('refused')))
  await commit(1)
  await delay(systemClock, 0)
  expect(counts()).toEqual([1, 0, 1, 0])
})
