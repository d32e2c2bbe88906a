import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { awaitTasks, connectCall, statusOf } from './connect-call.ts'
import type { Place } from './place.ts'

interface Reset {
  readonly applied: boolean
  readonly offsets: readonly {
    readonly from: Readonly<Record<string, unknown>> | null
    readonly to: Readonly<Record<string, unknown>> | null
  }[]
}

/** W5: consumer groups of sinks, and resets of offsets. */
export function w5(place: () => Place): void {
  describe('W5 offsets', () => {
    const sink = 'my-sink-connect'
    const words = ['one', 'two', 'three', 'four', 'five']
    const out = () => join(place().folder, 'w5-out.txt')
    const reads = (...expected: readonly string[]) =>
      vi.waitFor(() => expect(readFileSync(out(), 'utf8').trimEnd().split('\n')).toEqual(expected), {
        timeout: 60_000,
      })
    const reset = async (name: string, ...form: readonly string[]) => {
      const { url } = await place().shared()
      const result = await place().pipeline('offsets', 'reset', name, ...form, '--to', url, '--json')
      expect(result.exitCode, `${form.join(' ')}\n${result.stderr}${result.stdout}`).toBe(0)
      return JSON.parse(result.stdout) as Reset
    }

    test('a sink reads as group connect-<name>, which any group tool shows with its lag', {
      timeout: 300_000,
    }, async () => {
      const { url } = await place().shared()
      await place().produce(
        'my-topic',
        words.map((word) => ({ value: Buffer.from(word) })),
      )
      const created = await connectCall(url, 'POST', '/connectors', {
        name: sink,
        config: {
          'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector',
          'tasks.max': '1',
          topics: 'my-topic',
          file: out(),
          'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
        },
      })
      expect(created.status).toBe(201)
      await reads(...words)
      await vi.waitFor(
        async () => {
          const described = await place().pipeline(
            ...['broker', 'groups', 'describe', `connect-${sink}`, '--json'],
            ...['--bootstrap-server', place().bootstrapServers],
          )
          expect(JSON.parse(described.stdout)).toMatchObject({
            state: 'Stable',
            partitions: [{ topic: 'my-topic', committed: 5, end: 5, lag: 0, member: `connector-consumer-${sink}-0` }],
          })
        },
        { timeout: 60_000, interval: 300 },
      )
    })

    test('a dry run of every form prints the old and the new offsets', { timeout: 300_000 }, async () => {
      const forms: readonly (readonly [to: number, ...form: string[]])[] = [
        [0, '--to-earliest'],
        [5, '--to-latest'],
        [5, '--to-current'],
        [2, '--to-offset', '2'],
        [4, '--shift-by=-1'],
        // Beyond the end is the end.
        [5, '--shift-by', '1'],
        [0, '--to-datetime', '2020-01-01T00:00:00.000'],
        [5, '--to-datetime', '2999-01-01T00:00:00.000'],
        [0, '--by-duration', 'P1DT2H3M4S'],
        [5, '--by-duration', 'PT0S'],
      ]
      for (const [to, ...form] of forms) {
        const { applied, offsets } = await reset(sink, ...form, '--topic', 'my-topic', '--partition', '0', '--dry-run')
        expect({ form, applied, offsets }).toMatchObject({
          ...{ form, applied: false },
          offsets: [{ from: { kafka_offset: 5 }, to: { kafka_offset: to } }],
        })
      }
      const { url } = await place().shared()
      expect((await statusOf(url, sink)).connector.state).toBe('RUNNING')
    })

    test('a reset stops, moves and resumes by itself', { timeout: 300_000 }, async () => {
      const { url } = await place().shared()
      await reset(sink, '--to-offset', '3')
      await reads(...words, 'four', 'five')
      await reset(sink, '--to-earliest')
      await reads(...words, 'four', 'five', ...words)
      await awaitTasks(url, sink, 'RUNNING')
      await connectCall(url, 'DELETE', `/connectors/${sink}`)
    })

    test('the same for a source, through the offsets API', { timeout: 300_000 }, async () => {
      const { url } = await place().shared()
      const file = place().write('w5-in.txt', 'a\nb\nc\n')
      await connectCall(url, 'PUT', '/connectors/my-source/config', {
        'connector.class': 'FileStreamSource',
        ...{ topic: 'w5-lines', file, 'value.converter': 'org.apache.kafka.connect.storage.StringConverter' },
      })
      const values = async () => (await place().read('w5-lines')).map(({ value }) => value?.toString())
      const offset = () =>
        connectCall<{ offsets: unknown }>(url, 'GET', '/connectors/my-source/offsets').then(({ body }) => body.offsets)
      await vi.waitFor(
        async () => expect(await offset()).toEqual([{ partition: { filename: file }, offset: { position: 6 } }]),
        { timeout: 60_000 },
      )
      const back = await reset('my-source', '--to-offset', 'position=2', '--partition', `filename=${file}`)
      expect(back.offsets).toMatchObject([{ from: { position: 6 }, to: { position: 2 } }])
      await vi.waitFor(async () => expect(await values()).toEqual(['a', 'b', 'c', 'b', 'c']), { timeout: 60_000 })
      await vi.waitFor(async () => expect(await offset()).toMatchObject([{ offset: { position: 6 } }]), {
        timeout: 60_000,
      })
      await reset('my-source', '--shift-by=-2')
      await vi.waitFor(async () => expect((await values()).slice(5)).toEqual(['c']), { timeout: 60_000 })
      await reset('my-source', '--to-earliest')
      await vi.waitFor(async () => expect((await values()).slice(6)).toEqual(['a', 'b', 'c']), { timeout: 60_000 })
      await connectCall(url, 'DELETE', '/connectors/my-source')
    })
  })
}
