import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseDateTime, parseDuration } from '../../cli/broker/reset-offsets.ts'
import { type Broker, startBroker } from '../../src/broker/index.ts'
import { connectCluster, createProducer } from '../../src/kafka/index.ts'
import { temporaryDirectory } from '../src/broker/support/with-broker.ts'
import { runPipeline } from '../support/run-pipeline.ts'

const directory = temporaryDirectory()
let broker: Broker

beforeAll(async () => {
  broker = await startBroker({ dataDir: directory.path })
  const cluster = connectCluster({ 'bootstrap.servers': broker.bootstrapServers }, { clientId: 'test' })
  const producer = createProducer(cluster)
  for (let i = 0; i < 10; i++) {
    producer.send({ topic: 'numbers', key: Buffer.from(`k${i}`), value: Buffer.from(JSON.stringify({ i })) })
  }
  await producer.close()
  await cluster.close()
})

afterAll(async () => {
  await broker.close()
  directory.remove()
})

async function json(...args: string[]): Promise<unknown> {
  const { stdout, stderr, exitCode } = await runPipeline([
    'broker',
    ...args,
    '--bootstrap-server',
    broker.bootstrapServers,
    '--json',
  ])
  expect([exitCode, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

describe('pipeline broker', () => {
  it('shows topics with their offsets', async () => {
    expect(await json('topics', 'list')).toMatchObject({ topics: [{ name: 'numbers', partitions: 1 }] })
    expect(await json('topics', 'describe', 'numbers')).toMatchObject({
      partitions: [{ partition: 0, start: 0, end: 10 }],
    })
  })

  it('prints records as lines of JSON', async () => {
    const args = ['tail', 'numbers', '--from-beginning', '--exit-at-end', '--value-format', 'json']
    const { stdout } = await runPipeline(['broker', ...args, '--bootstrap-server', broker.bootstrapServers])
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { key: string; value: { i: number } })
    expect(lines.map(({ key, value }) => `${key}=${value.i}`)).toEqual(
      Array.from({ length: 10 }, (_, i) => `k${i}=${i}`),
    )
  })

  it('moves the offsets of a group, only when told to', async () => {
    const reset = ['groups', 'reset', 'readers', '--topic', 'numbers']
    expect(await json(...reset, '--to-offset', '7')).toMatchObject({ executed: false, offsets: [{ from: -1, to: 7 }] })
    expect(await json(...reset, '--to-offset', '7', '--execute')).toMatchObject({ executed: true })
    expect(await json(...reset, '--shift-by=-3', '--execute')).toMatchObject({ offsets: [{ from: 7, to: 4 }] })
    expect(await json('groups', 'describe', 'readers')).toMatchObject({
      partitions: [{ committed: 4, end: 10, lag: 6 }],
    })
  })
})

describe('the forms of a reset', () => {
  it('take dates in UTC unless a zone follows', () => {
    expect(parseDateTime('2026-01-31T12:00:00.500')).toBe(Date.UTC(2026, 0, 31, 12, 0, 0, 500))
    expect(parseDateTime('2026-01-31T12:00:00+02:00')).toBe(Date.UTC(2026, 0, 31, 10))
    expect(() => parseDateTime('yesterday')).toThrow('is not a date and time')
  })

  it('take durations of ISO 8601', () => {
    expect(parseDuration('P1DT2H3M4S')).toBe(93_784_000)
    expect(parseDuration('PT0.5S')).toBe(500)
    for (const wrong of ['1H', 'P', 'PT', 'P1H']) expect(() => parseDuration(wrong)).toThrow('is not a duration')
  })
})
