import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { awaitTasks, connectCall, statusOf } from './connect-call.ts'
import { distributedSettings, type Place, properties } from './place.ts'

interface Increment {
  readonly topic: string
  readonly key: unknown
  readonly value: { readonly threadId: number; readonly hostname: string; readonly value: string }
}

const avro = ({ registryUrl }: Place) => ({
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'io.confluent.connect.avro.AvroConverter',
  'value.converter.schema.registry.url': registryUrl,
})

const connector = (tasks: number, prefix: string) => ({
  'connector.class': 'com.example.IncrementSourceConnector',
  'tasks.max': String(tasks),
  increments: '1,100',
  'topic.prefix': prefix,
  'poll.interval.ms': '20',
})

/** What `pipeline tail` prints of the sequences, decoded through the registry. */
async function tail({ pipeline, bootstrapServers, registryUrl }: Place, topics: string): Promise<Increment[]> {
  const from = ['--bootstrap-server', bootstrapServers, '--schema-registry', registryUrl]
  const { exitCode, stdout, stderr } = await pipeline('tail', topics, '--from-beginning', '--exit-at-end', ...from)
  expect(exitCode, stderr).toBe(0)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Increment)
}

/** Every multiple of `step` from the first on, in order: none missing; those of before a restart may come again. */
function expectSequence(records: readonly Increment[], topic: string, step: number): void {
  const numbers = records.filter((each) => each.topic === topic).map(({ value }) => Number(value.value) / step)
  const first = numbers.filter((number, i) => numbers.indexOf(number) === i)
  expect(first.length).toBeGreaterThan(5)
  expect(first).toEqual(first.map((_, i) => i + 1))
}

/** W1: write a source connector. */
export function w1(place: () => Place): void {
  describe('W1 increment source', () => {
    test('standalone: the offsets file survives, the sequences go on', { timeout: 300_000 }, async () => {
      const { write, worker, folder } = place()
      const offsets = join(folder, 'w1.offsets')
      const settings = write(
        'w1-worker.properties',
        properties({
          'bootstrap.servers': place().bootstrapServers,
          ...avro(place()),
          'offset.storage.file.filename': offsets,
          'offset.flush.interval.ms': '200',
          listeners: 'http://127.0.0.1:0',
        }),
      )
      const file = write(
        'connector1.properties',
        properties({ name: 'kafka-connect-increment', ...connector(1, 'alone_') }),
      )
      const position = () =>
        vi.waitFor(
          () => {
            const { offsets: stored } = JSON.parse(readFileSync(offsets, 'utf8'))
            return Number(JSON.parse(stored['["kafka-connect-increment",{"increment":100}]']).position)
          },
          { timeout: 60_000 },
        )
      const first = await worker(['standalone', settings, file])
      await vi.waitFor(async () => expect(await position()).toBeGreaterThan(5), { timeout: 60_000 })
      expect(await first.end('SIGTERM')).toBe(0)
      expect(first.log()).toContain('Task config: (prefix: alone_, increments 1,100)')
      const before = await position()

      const second = await worker(['standalone', settings, file])
      await vi.waitFor(async () => expect(await position()).toBeGreaterThan(before + 5), { timeout: 60_000 })
      expect(second.log()).toContain(`We found an offset for increment 1: ${before}`)
      expect(second.log()).toContain(`We found an offset for increment 100: ${before}`)
      await second.end('SIGTERM')

      const records = await tail(place(), 'alone_.+')
      expectSequence(records, 'alone_1', 1)
      expectSequence(records, 'alone_100', 100)
      expect(records[0]).toMatchObject({ key: null, value: { hostname: expect.any(String) } })
    })

    test('distributed: two workers share it; the survivor takes over after the delay', {
      timeout: 300_000,
    }, async () => {
      const { write, worker } = place()
      const settings = {
        ...distributedSettings(place(), 'w1'),
        ...avro(place()),
        'scheduled.rebalance.max.delay.ms': '3000',
      }
      const file = write('w1.properties', properties(settings))
      const first = await worker(['distributed', file])
      const second = await worker(['distributed', file])
      const created = await connectCall(first.url, 'POST', '/connectors', {
        name: 'kafka-connect-increment',
        config: connector(2, 'seq_'),
      })
      expect(created.status).toBe(201)
      const status = await awaitTasks(second.url, 'kafka-connect-increment', 'RUNNING', 2)
      const tasks = await connectCall<{ id: unknown; config: Record<string, string> }[]>(
        second.url,
        'GET',
        '/connectors/kafka-connect-increment/tasks',
      )
      expect(tasks.body.map(({ id, config }) => [id, config['increments']])).toEqual([
        [{ connector: 'kafka-connect-increment', task: 0 }, '1'],
        [{ connector: 'kafka-connect-increment', task: 1 }, '100'],
      ])
      expect(new Set(status.tasks.map((task) => task.worker_id)).size).toBe(2)
      expect(`${first.log()}${second.log()}`).toContain("leaderUrl='http://")

      // The tasks of a worker that left wait for it to come back, then run on the other.
      const left = status.tasks.find((task) => second.url.endsWith(task.worker_id))!
      const seen: string[] = []
      const isBack = vi.waitFor(
        async () => {
          const { state, worker_id: workerId } = (await statusOf(first.url, 'kafka-connect-increment')).tasks[left.id]!
          seen.push(state)
          expect(state === 'RUNNING' && first.url.endsWith(workerId)).toBe(true)
        },
        { timeout: 60_000, interval: 50 },
      )
      await second.end('SIGTERM')
      await isBack
      expect(seen).toContain('UNASSIGNED')
      const alone = await awaitTasks(first.url, 'kafka-connect-increment', 'RUNNING', 2)
      expect(alone.tasks.every((task) => first.url.endsWith(task.worker_id))).toBe(true)

      // When the leader leaves, a new one is elected at once.
      const third = await worker(['distributed', file])
      await first.end('SIGTERM')
      await vi.waitFor(() => expect(third.log()).toContain(`leaderUrl='${third.url}/'`), { timeout: 60_000 })
      await awaitTasks(third.url, 'kafka-connect-increment', 'RUNNING', 2)

      const records = await tail(place(), 'seq_.+')
      expectSequence(records, 'seq_1', 1)
      expectSequence(records, 'seq_100', 100)
      const offsets = await place().pipeline(
        ...['tail', 'w1-offsets', '--from-beginning', '--exit-at-end'],
        ...['--bootstrap-server', place().bootstrapServers],
      )
      expect(JSON.parse(offsets.stdout.split('\n')[0]!)).toMatchObject({
        key: expect.stringMatching(/^\["kafka-connect-increment",\{"increment":(?:1|100)\}\]$/),
        value: expect.stringMatching(/^\{"position":\d+\}$/),
      })

      // Two tasks have a thread each; one task makes both sequences in one thread.
      const threads = new Set(records.map(({ value }) => value.threadId))
      expect(threads.size).toBeGreaterThan(1)
      await connectCall(third.url, 'PUT', '/connectors/kafka-connect-increment/config', connector(1, 'one_'))
      await vi.waitFor(
        async () => {
          const one = await tail(place(), 'one_.+')
          expect(new Set(one.map(({ topic }) => topic))).toEqual(new Set(['one_1', 'one_100']))
          expect(new Set(one.map(({ value }) => value.threadId)).size).toBe(1)
        },
        { timeout: 60_000, interval: 500 },
      )
      expect((await connectCall(third.url, 'DELETE', '/connectors/kafka-connect-increment')).status).toBe(204)
      await third.end('SIGTERM')
    })
  })
}
