import { builtinCatalogue } from '../app/catalogue.ts'
import { ConnectException, javaClassOf } from '../errors/index.ts'
import { systemClock } from '../kafka/index.ts'
import { loadInlineFunction } from '../plugins/bundle/index.ts'
import type { Catalogue } from '../plugins/index.ts'
import { messageOf } from '../runtime/error/java-trace.ts'
import type { RecordFailure } from '../runtime/error/record-failure.ts'
import { RetryWithTolerance } from '../runtime/error/retry-with-tolerance.ts'
import type { Stage } from '../runtime/error/stage.ts'
import { TaskCounters } from '../runtime/metrics/task-counters.ts'
import { closePlugins, type TaskPlugins } from '../runtime/task/chain/task-chain.ts'
import { PluginFactory } from '../runtime/task/plugin-factory.ts'
import { SinkPassage, sinkChain } from '../runtime/task/sink/sink-chain.ts'
import { SourcePassage, sourceChain } from '../runtime/task/source/source-chain.ts'
import type { CompiledConnector, CompiledPipeline } from '../spec/index.ts'
import { type GivenSchema, MemoryRegistry } from './memory-registry.ts'
import { plain, plainBytes, plainText } from './plain.ts'
import { pluginSpecs } from './plugin-specs.ts'
import { type ShortSchema, toShortSchema } from './short-schema.ts'
import { silentLogger } from './silent-logger.ts'
import { consumedRecord, type Encoder, sourceRecord, type TestRecord } from './test-record.ts'

/**
 * A record as it leaves the chain. Source: what Kafka would get: JSON as JSON, raw bytes as text or `{ base64 }`, other formats as their converter reads them.
 * Sink: what `put` would get.
 */
export interface ResultRecord {
  readonly topic: string
  readonly partition: number | null
  readonly timestamp: number | null
  readonly key: unknown
  readonly value: unknown
  /** Connect's schemas behind the last SMT; null for none. */
  readonly keySchema: ShortSchema | null
  readonly valueSchema: ShortSchema | null
  readonly headers: Readonly<Record<string, unknown>>
}

/** A record that failed a step: skipped with `errors.tolerance=all`, else the end of the task. */
export interface ResultFailure {
  /** Index of the record among those given. */
  readonly record: number
  readonly stage: Stage
  /** Alias of the SMT, null for a converter. */
  readonly transform: string | null
  /** Java class name of the error, without the package. */
  readonly error: string
  readonly message: string
  /** The innermost cause, `Class: message`; null when there is none. */
  readonly cause: string | null
  /** The topic that would get the record; null when there is no DLQ. */
  readonly deadLetterTopic: string | null
}

export interface ChainResult {
  readonly records: readonly ResultRecord[]
  /** Indexes of the records that the chain dropped. */
  readonly dropped: readonly number[]
  readonly failures: readonly ResultFailure[]
  /** Index of the record that ended the task (`errors.tolerance=none`); null when it went on. */
  readonly stoppedAt: number | null
}

/**
 * One connector's SMT chain and converters, as a task runs them: the same code, without Kafka and without the connector. For unit tests:
 * `const chain = await testChain('pipelines/orders.yaml'); expect(await chain.send([...])).toEqual(...)`. Close it when done.
 */
export class ChainUnderTest {
  readonly #connector: CompiledConnector
  readonly #plugins: TaskPlugins
  readonly #ends: Ends

  private constructor(connector: CompiledConnector, plugins: TaskPlugins, ends: Ends) {
    this.#connector = connector
    this.#plugins = plugins
    this.#ends = ends
  }

  /** `schemas`: by subject, in the registry from the start. Throws ConfigException when an SMT or converter refuses its settings. */
  static async open(
    pipeline: CompiledPipeline,
    connector: CompiledConnector,
    schemas: Readonly<Record<string, GivenSchema>> = {},
    catalogue: Catalogue = builtinCatalogue(),
  ): Promise<ChainUnderTest> {
    const registry = new MemoryRegistry(schemas)
    const usesRegistry = { key: false, value: false }
    const inline = async (props: Readonly<Record<string, string>>) => {
      if (pipeline.bundle === null) throw new ConnectException('The pipeline has no bundle')
      return loadInlineFunction({ code: pipeline.bundle.code }, props['function'] ?? '')
    }
    const factory = new PluginFactory({
      catalogue,
      inline: {
        transformation: async (props) => {
          const apply = await inline(props)
          return { apply: (record) => apply(record) as typeof record | null }
        },
        predicate: async (props) => {
          const test = await inline(props)
          return { test: (record) => Boolean(test(record)) }
        },
      },
      converterContext: (isKey) => ({
        isKey,
        logger: silentLogger,
        registry: () => {
          usesRegistry[isKey ? 'key' : 'value'] = true
          return registry
        },
      }),
    })
    const plugins = await factory.plugins(pluginSpecs(connector))
    return new ChainUnderTest(connector, plugins, {
      key: { ...plugins.keyConverter, usesRegistry: usesRegistry.key },
      value: { ...plugins.valueConverter, usesRegistry: usesRegistry.value },
    })
  }

  /**
   * Sends the records through, one after the other. With tolerance none the first failure is the last record. Rejects with DataException when a record cannot
   * be made: its value does not fit its schema.
   */
  async send(records: readonly TestRecord[]): Promise<ChainResult> {
    const run = new Run(this.#connector)
    const chain =
      this.#connector.kind === 'source'
        ? sourcePass(this.#plugins, run, this.#ends)
        : sinkPass(this.#plugins, run, this.#ends)
    for (const [index, record] of records.entries()) if (!(await run.one(index, () => chain(record, index)))) break
    return run.result()
  }

  close(): void {
    closePlugins(this.#plugins)
  }
}

type Pass = (record: TestRecord, index: number) => Promise<ResultRecord | null>

/** The converters between the chain and Kafka. */
interface Ends {
  readonly key: Encoder
  readonly value: Encoder
}

/** JSON and raw bytes as they are, everything else as its converter reads it: a text of StringConverter stays a text, whatever it looks like. */
async function shownBytes({ converter, className }: Encoder, topic: string, bytes: Uint8Array | null) {
  if (className.endsWith('.JsonConverter')) return plainBytes(bytes)
  const { value } = await converter.toConnectData(topic, bytes)
  return value instanceof Uint8Array ? plainText(value) : plain(value)
}

function sourcePass(plugins: TaskPlugins, run: Run, ends: Ends): Pass {
  const chain = sourceChain(plugins, run.tolerance)
  return async (record, index) => {
    const passage = new SourcePassage(sourceRecord(record, index))
    if (!(await chain.run(passage))) return null
    const { topic, kafkaPartition, timestamp, keySchema, valueSchema } = passage.record
    return {
      topic,
      partition: kafkaPartition,
      timestamp,
      key: await shownBytes(ends.key, topic, passage.key),
      value: await shownBytes(ends.value, topic, passage.value),
      keySchema: toShortSchema(keySchema),
      valueSchema: toShortSchema(valueSchema),
      headers: Object.fromEntries(passage.headers.map(({ key, value }) => [key, plainBytes(value)])),
    }
  }
}

function sinkPass(plugins: TaskPlugins, run: Run, ends: Ends): Pass {
  const chain = sinkChain(plugins, run.tolerance, false)
  return async (record, index) => {
    const passage = new SinkPassage(await consumedRecord(record, index, ends))
    if (!(await chain.run(passage))) return null
    const { topic, kafkaPartition, timestamp, key, value, keySchema, valueSchema, headers } = passage.record
    return {
      topic,
      partition: kafkaPartition,
      timestamp,
      key: plain(key),
      value: plain(value),
      keySchema: toShortSchema(keySchema),
      valueSchema: toShortSchema(valueSchema),
      headers: Object.fromEntries([...headers].map((h) => [h.key, plain(h.value)])),
    }
  }
}

/** Gathers what becomes of the records. */
class Run {
  readonly tolerance: RetryWithTolerance
  readonly #deadLetterTopic: string | null
  readonly #records: ResultRecord[] = []
  readonly #dropped: number[] = []
  readonly #failures: ResultFailure[] = []
  #index = 0
  #stoppedAt: number | null = null

  constructor({ config }: CompiledConnector) {
    const topic = config['errors.deadletterqueue.topic.name'] ?? ''
    this.#deadLetterTopic = topic === '' ? null : topic
    this.tolerance = new RetryWithTolerance({
      tolerance: config['errors.tolerance'] === 'all' ? 'all' : 'none',
      retryTimeoutMs: 0,
      retryDelayMaxMs: 0,
      reporters: [{ report: (failure) => this.#failed(failure) }],
      counters: new TaskCounters(() => systemClock.now()),
      clock: systemClock,
      random: () => 0,
      signal: new AbortController().signal,
    })
  }

  /** false when the task would end here. */
  async one(index: number, pass: () => Promise<ResultRecord | null>): Promise<boolean> {
    this.#index = index
    const failuresBefore = this.#failures.length
    try {
      const record = await pass()
      if (record !== null) this.#records.push(record)
      else if (this.#failures.length === failuresBefore) this.#dropped.push(index)
      return true
    } catch (error) {
      if (this.#failures.length === failuresBefore) throw error
      this.#stoppedAt = index
      return false
    }
  }

  result(): ChainResult {
    return { records: this.#records, dropped: this.#dropped, failures: this.#failures, stoppedAt: this.#stoppedAt }
  }

  #failed({ place, error }: RecordFailure): undefined {
    this.#failures.push({
      record: this.#index,
      stage: place.stage,
      transform: place.alias,
      error: simpleName(error),
      message: messageOf(error),
      cause: causeOf(error),
      deadLetterTopic: this.#deadLetterTopic,
    })
  }
}

function simpleName(error: unknown): string {
  const javaClass = javaClassOf(error)
  return javaClass.slice(javaClass.lastIndexOf('.') + 1)
}

function causeOf(error: unknown): string | null {
  let cause = error instanceof Error ? error.cause : undefined
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause
  return cause === undefined ? null : `${simpleName(cause)}: ${messageOf(cause)}`
}
