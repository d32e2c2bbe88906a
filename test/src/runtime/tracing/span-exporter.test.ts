import { expect, test } from 'vitest'
import type { Clock } from '../../../../src/kafka/clock.ts'
import type { Span } from '../../../../src/runtime/tracing/span.ts'
import { SpanExporter } from '../../../../src/runtime/tracing/span-exporter.ts'

const span = (name: string): Span => ({
  ...{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), parentSpanId: null, name, kind: 'internal' },
  ...{ startMs: 1, endMs: 2, attributes: {}, links: [], errorType: null },
})
const spans = (count: number) => Array.from({ length: count }, (_, at) => span(`s${at}`))

/** A clock whose timers run when told; and a collector that answers as told: a status, or not at all. */
function exporter(answers: (number | null)[]) {
  let now = 0
  const timers = new Map<number, { readonly at: number; readonly task: () => void }>()
  const clock: Clock = {
    now: () => now,
    after(delayMs, task) {
      const id = timers.size + Math.random()
      timers.set(id, { at: now + delayMs, task })
      return () => timers.delete(id)
    },
  }
  const counts = { exported: 0, dropped: 0 }
  const said: string[] = []
  const sent: string[][] = []
  const nothing = () => {}
  const logger = { error: nothing, info: nothing, debug: nothing, trace: nothing, isEnabled: () => true }
  const exporting = new SpanExporter({
    settings: {
      ...{ url: 'http://user:secret@c:4318/v1/traces?key=secret', headers: {}, timeoutMs: 1_000, resource: {} },
      ...{ sampler: { ratio: 1, isParentBased: true }, delayMs: 5_000, queueMax: 6, batchMax: 4 },
    },
    scope: { name: 'sluiceway', version: '1' },
    clock,
    async post(_, { body }) {
      const [{ scopeSpans }] = (
        JSON.parse(body) as { resourceSpans: [{ scopeSpans: [{ spans: { name: string }[] }] }] }
      ).resourceSpans
      sent.push(scopeSpans[0].spans.map(({ name }) => name))
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      if (answer === null || answer === undefined) throw new Error('no answer')
      return answer
    },
    logger: { ...logger, warn: (message, fields) => void said.push(`${message} ${JSON.stringify(fields)}`) },
    counts,
  })
  const settle = async () => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve()
  }
  return {
    ...{ exporting, counts, said, sent, settle },
    pass: async (ms: number) => {
      const end = now + ms
      await settle()
      for (;;) {
        const [next] = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)
        if (next === undefined) break
        timers.delete(next[0])
        now = next[1].at
        next[1].task()
        await settle()
      }
      now = end
    },
  }
}

test('spans go out after the delay, or at once when a batch is full', async () => {
  const { exporting, counts, sent, pass, settle } = exporter([200])
  exporting.add(spans(2))
  await pass(4_999)
  expect(sent).toEqual([])
  await pass(1)
  expect(sent).toEqual([['s0', 's1']])
  exporting.add(spans(5))
  await settle()
  expect(sent.slice(1)).toEqual([['s0', 's1', 's2', 's3'], ['s4']])
  expect(counts).toEqual({ exported: 7, dropped: 0 })
})

test('while the collector is silent spans queue up to the limit, the rest is dropped; then what waited arrives', async () => {
  const { exporting, counts, said, sent, pass } = exporter([null, 503, 200])
  exporting.add(spans(4))
  await pass(0)
  exporting.add(spans(10), 3)
  expect(counts).toEqual({ exported: 0, dropped: 7 })
  await pass(3_000)
  expect(sent.map(({ length }) => length)).toEqual([4, 4, 4, 4, 2])
  expect(counts).toEqual({ exported: 10, dropped: 7 })
  expect(said).toEqual([])
})

test('a batch is given up after five tries; the log says so once, and nothing that may be secret', async () => {
  const { exporting, counts, said, sent, pass } = exporter([null])
  exporting.add(spans(4))
  await pass(60_000)
  exporting.add(spans(4))
  await pass(60_000)
  expect(sent).toHaveLength(10)
  expect(counts).toEqual({ exported: 0, dropped: 8 })
  expect(said).toEqual(['Spans are dropped: the OpenTelemetry collector does not answer {"url":"http://c:4318"}'])
})

test('a stop sends what waits, and waits for a silent collector two seconds at the most', async () => {
  const well = exporter([200])
  well.exporting.add(spans(1))
  await well.exporting.stop()
  expect(well.counts).toEqual({ exported: 1, dropped: 0 })
  const silent = exporter([null])
  silent.exporting.add(spans(3))
  const stopped = silent.exporting.stop()
  await silent.pass(2_000)
  await stopped
  await silent.settle()
  expect(silent.counts).toEqual({ exported: 0, dropped: 3 })
})
