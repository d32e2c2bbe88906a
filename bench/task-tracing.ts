/**
 * What traces cost when every batch is sampled: CPU time of a record's way with and without, the two in turn on the same records. A source's way is
 * `poll`, the chain (JsonConverter), the record batch; a sink's is `poll`, the chain, `put` of a task that drops all. Spans go through the exporter to a
 * collector that is always content, so that their JSON is counted. Without traces the task and its clients are as they are: there is nothing to measure.
 * Run: `node bench/task-tracing.ts`, with `--json` and `--records N` as wanted.
 */
import { builtinCatalogue } from '../src/app/catalogue.ts'
import { Schemas, SourceRecord } from '../src/data/index.ts'
import { systemClock } from '../src/kafka/index.ts'
import { RecordBatchBuilder } from '../src/protocol/records/index.ts'
import { RetryWithTolerance } from '../src/runtime/error/retry-with-tolerance.ts'
import { TaskCounters } from '../src/runtime/metrics/task-counters.ts'
import type {
  ConsumedRecord,
  ProducedCallback,
  ProducedRecord,
  TaskConsumer,
  TransactionalTaskProducer,
} from '../src/runtime/task/kafka-ports.ts'
import { PluginFactory } from '../src/runtime/task/plugin-factory.ts'
import { SinkPassage, sinkChain } from '../src/runtime/task/sink/sink-chain.ts'
import { SourcePassage, sourceChain } from '../src/runtime/task/source/source-chain.ts'
import { SinkTracing } from '../src/runtime/tracing/sink-tracing.ts'
import { SourceTracing } from '../src/runtime/tracing/source-tracing.ts'
import { SpanExporter } from '../src/runtime/tracing/span-exporter.ts'
import { TaskTracer } from '../src/runtime/tracing/task-tracer.ts'
import { tracingSettings } from '../src/runtime/tracing/tracing-settings.ts'
import { type BenchResult, benchOptions, lessIsBetter, report } from './harness.ts'

const ROUNDS = 10
const options = benchOptions({ records: 10_000 })

const nothing = () => {}
const logger = { error: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing, isEnabled: () => false }
const factory = new PluginFactory({
  catalogue: builtinCatalogue(),
  inline: { transformation: () => Promise.reject(new Error()), predicate: () => Promise.reject(new Error()) },
  converterContext: (isKey) => ({ isKey, logger, registry: () => Promise.reject(new Error()) as never }),
})
const json = { className: 'org.apache.kafka.connect.json.JsonConverter', props: { 'schemas.enable': 'false' } }
const plugins = await factory.plugins({
  ...{ connectorConfig: {}, keyConverter: json, valueConverter: json },
  headerConverter: { className: 'org.apache.kafka.connect.storage.SimpleHeaderConverter', props: {} },
})
const tolerance = new RetryWithTolerance({
  ...{ tolerance: 'none', retryTimeoutMs: 0, retryDelayMaxMs: 0, reporters: [], clock: systemClock },
  ...{ random: Math.random, signal: new AbortController().signal, budget: { maxErrors: 0, windowMs: 0 } },
  counters: new TaskCounters(() => systemClock.now()),
} as ConstructorParameters<typeof RetryWithTolerance>[0])

const counts = { exported: 0, dropped: 0 }
const settings = tracingSettings({ 'otel.exporter.otlp.endpoint': 'http://collector' }, {})!
const exporter = new SpanExporter({
  ...{ settings, clock: systemClock, logger, counts, scope: { name: 'bench', version: '1' } },
  post: () => Promise.resolve(200),
})
const tracer = () =>
  new TaskTracer({
    ...{ connector: 'bench', task: 0, sampler: exporter.sampler, random: Math.random },
    ...{ now: () => systemClock.now(), precise: () => performance.now() },
    export: (spans, dropped) => Promise.resolve(exporter.add(spans, dropped)),
  })

/** Sends one batch from poll to Kafka, or from Kafka to `put`. */
type Way = () => Promise<void>

const polled = new SourceRecord({
  ...{ topic: 'bench', keySchema: Schemas.STRING, key: 'k', value: { a: 1, name: 'a name', price: 3.5, isNew: true } },
  ...{ sourcePartition: {}, sourceOffset: {}, timestamp: Date.now() },
})

function source(batch: number, tracing: SourceTracing | null): Way {
  const chain = sourceChain(plugins, tolerance)
  const callbacks: ProducedCallback[] = []
  const builder = new RecordBatchBuilder()
  const plain = {
    send({ key, value, headers, timestamp }: ProducedRecord, callback: ProducedCallback) {
      builder.append(timestamp ?? 0, key, value, headers)
      callbacks.push(callback)
    },
  } as TransactionalTaskProducer
  const records = Array.from({ length: batch }, () => polled)
  const task = { poll: () => records } as unknown as Parameters<SourceTracing['task']>[0]
  const [from, to] = tracing === null ? [task, plain] : [tracing.task(task), tracing.producer(plain)]
  return async () => {
    for (const record of (await from.poll())!) {
      const passage = new SourcePassage(record)
      void chain.run(passage)
      const { headers, key, value } = passage
      void to.send({ topic: record.topic, partition: null, key, value, headers, timestamp: 0 }, nothing)
    }
    for (const callback of callbacks.splice(0)) callback(null, null)
    builder.reset()
  }
}

function sink(batch: number, tracing: SinkTracing | null): Way {
  const chain = sinkChain(plugins, tolerance, false)
  const value = Buffer.from(JSON.stringify(polled.value))
  // A batch of a traced source's records, each with a header of its own bytes, as they come off the wire.
  const header = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const records = Array.from(
    { length: batch },
    (_, offset): ConsumedRecord => ({
      ...{ topic: 'bench', partition: 0, offset, timestamp: 0, timestampType: 'CreateTime', key: null, value },
      headers: [{ key: 'traceparent', value: Buffer.from(header) }],
    }),
  )
  const consumer = { poll: () => Promise.resolve(records) } as unknown as TaskConsumer
  const task = { put: nothing } as unknown as Parameters<SinkTracing['task']>[0]
  const [from, to] = tracing === null ? [consumer, task] : [tracing.consumer(consumer), tracing.task(task)]
  return async () => {
    const put = []
    for (const record of await from.poll(0)) {
      const passage = new SinkPassage(record)
      void chain.run(passage)
      put.push(passage.record)
    }
    await to.put(put)
  }
}

/** CPU nanoseconds per record. */
async function run(batch: number, way: Way): Promise<number> {
  const before = process.cpuUsage()
  for (let done = 0; done < options.records; done += batch) await way()
  const { user, system } = process.cpuUsage(before)
  return ((user + system) * 1e3) / options.records
}

/** The least of many: what else runs on the machine only ever adds. */
async function measured(name: string, batch: number, traced: Way, plain: Way): Promise<BenchResult> {
  const least = { traced: Number.POSITIVE_INFINITY, plain: Number.POSITIVE_INFINITY }
  for (let round = 0; round < ROUNDS; round++)
    for (const kind of round % 2 === 0 ? (['traced', 'plain'] as const) : (['plain', 'traced'] as const)) {
      least[kind] = Math.min(least[kind], await run(batch, kind === 'traced' ? traced : plain))
      // Lets the exporter work, which is the worker's thread otherwise.
      await new Promise((resolve) => setImmediate(resolve))
    }
  return lessIsBetter(
    `${name} with traces against without, batches of ${batch}`,
    least.traced,
    least.plain,
    'CPU ns/record',
  )
}

const results: BenchResult[] = []
for (const batch of [500, 1]) {
  const traces = new SourceTracing(tracer(), null)
  results.push(await measured('source', batch, source(batch, traces), source(batch, null)))
}
for (const batch of [500, 1]) {
  const traces = new SinkTracing(tracer(), 'connect-bench')
  results.push(await measured('sink', batch, sink(batch, traces), sink(batch, null)))
}
await exporter.stop()
if (counts.exported === 0) throw new Error('Nothing was traced')
await report('task-tracing', options, results)
