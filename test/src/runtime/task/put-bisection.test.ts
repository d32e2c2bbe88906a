import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SinkRecord } from '../../../../src/data/index.ts'
import {
  ConfigException,
  ConnectException,
  DataException,
  PipelineError,
  RetriableException,
} from '../../../../src/errors/index.ts'
import { deliverInHalves, mayBeOfRecord } from '../../../../src/runtime/task/sink/put-bisection.ts'

const records = (count: number) =>
  Array.from({ length: count }, (_, kafkaOffset) => new SinkRecord({ topic: 't', kafkaPartition: 0, kafkaOffset }))

/** A sink that refuses a batch with one of `bad` in it, all or nothing. */
async function deliver(batch: readonly SinkRecord[], bad: ReadonlySet<number>, options: { stopAfter?: number } = {}) {
  const taken: number[] = []
  const isolated: number[] = []
  let calls = 0
  const put = (part: readonly SinkRecord[]) => {
    calls++
    if (part.some(({ kafkaOffset }) => bad.has(kafkaOffset))) throw new DataException('bad record')
    taken.push(...part.map(({ kafkaOffset }) => kafkaOffset))
  }
  const outcome = await deliverInHalves(batch, new DataException('bad record'), {
    put,
    isolate: async ({ kafkaOffset }) => void isolated.push(kafkaOffset),
    isStopping: () => calls >= (options.stopAfter ?? Number.POSITIVE_INFINITY),
  })
  return { taken, isolated, calls, outcome }
}

test('isolates one bad record of 1024 with about 2 log2(n) calls, and delivers the rest in order', async () => {
  const { taken, isolated, calls, outcome } = await deliver(records(1024), new Set([700]))
  expect(isolated).toEqual([700])
  expect(taken).toEqual(Array.from({ length: 1024 }, (_, i) => i).filter((i) => i !== 700))
  expect(calls).toBeLessThanOrEqual(2 * 10)
  expect(outcome).toEqual({ delivered: 1023, left: [], error: null })
})

test('whatever is bad: the bad ones are isolated, the others delivered, both in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.array(fc.nat(59)), async (count, picks) => {
      const bad = new Set(picks.filter((each) => each < count))
      if (bad.size === 0) return
      const { taken, isolated } = await deliver(records(count), bad)
      expect(isolated).toEqual([...bad].sort((a, b) => a - b))
      expect(taken).toEqual(Array.from({ length: count }, (_, i) => i).filter((i) => !bad.has(i)))
    }),
  )
})

test('a RetriableException ends it; what is left is to be delivered again, in order', async () => {
  const retriable = new RetriableException('not now')
  let calls = 0
  const taken: number[] = []
  const outcome = await deliverInHalves(records(8), new DataException('bad'), {
    put(part) {
      if (++calls === 2) throw retriable
      taken.push(...part.map(({ kafkaOffset }) => kafkaOffset))
    },
    isolate: async () => {},
    isStopping: () => false,
  })
  expect(taken).toEqual([0, 1, 2, 3])
  expect(outcome.delivered).toBe(4)
  expect(outcome.left.map(({ kafkaOffset }) => kafkaOffset)).toEqual([4, 5, 6, 7])
  expect(outcome.error).toBe(retriable)
})

test('a task that stops leaves the rest', async () => {
  const { outcome } = await deliver(records(8), new Set([7]), { stopAfter: 1 })
  expect(outcome.left.map(({ kafkaOffset }) => kafkaOffset)).toEqual([4, 5, 6, 7])
  expect(outcome.error).toBeNull()
})

test('an error that no record is to blame for is thrown on', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { syscall: 'connect', code: 'ECONNREFUSED' })
  const deps = { put: () => {}, isolate: async () => {}, isStopping: () => false }
  await expect(deliverInHalves(records(4), new ConnectException('no database', refused), deps)).rejects.toThrow(
    'no database',
  )
  expect(mayBeOfRecord(new ConfigException('wrong'))).toBe(false)
  expect(mayBeOfRecord(new PipelineError('SLW5001', 'Kafka is away'))).toBe(false)
  expect(mayBeOfRecord(new DataException('no such column', new TypeError('x')))).toBe(true)
  expect(mayBeOfRecord(new Error('duplicate key'))).toBe(true)
})
