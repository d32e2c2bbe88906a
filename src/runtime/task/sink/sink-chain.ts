import type { SchemaAndValue } from '../../../api/index.ts'
import { Headers, SinkRecord } from '../../../data/index.ts'
import { placeOf, type RetryWithTolerance } from '../../error/retry-with-tolerance.ts'
import { Chain, type Step } from '../chain/chain.ts'
import type { TaskPlugins } from '../chain/task-chain.ts'
import { transformStep } from '../chain/transform-step.ts'
import type { ConsumedRecord } from '../kafka-ports.ts'

const NOTHING: SchemaAndValue = { schema: null, value: null }

/** A consumed record on its way to the sink. `record` is there once the converters are through. */
export class SinkPassage {
  readonly consumed: ConsumedRecord
  key: SchemaAndValue = NOTHING
  value: SchemaAndValue = NOTHING
  headers: Headers = Headers.EMPTY
  #rawHeaders: Headers | null = null
  record!: SinkRecord

  constructor(consumed: ConsumedRecord) {
    this.consumed = consumed
  }

  /** The headers as converters of keys and values see them: bytes, not yet converted. */
  get rawHeaders(): Headers {
    const { headers } = this.consumed
    if (headers.length === 0) return Headers.EMPTY
    this.#rawHeaders ??= new Headers(headers.map(({ key, value }) => ({ key, schema: null, value })))
    return this.#rawHeaders
  }
}

/** Which consumed record a sink record was made from, whatever the SMTs did since: error reports want the original bytes. */
const origins = new WeakMap<SinkRecord, ConsumedRecord>()
export const originOf = (record: SinkRecord): ConsumedRecord | null => origins.get(record) ?? null

/** Key, value and header converter, then the SMTs (S16.1). */
export function sinkChain(
  plugins: TaskPlugins,
  tolerance: RetryWithTolerance,
  keepOrigins: boolean,
): Chain<SinkPassage> {
  const steps: Step<SinkPassage>[] = [
    dataStep(plugins, 'KEY_CONVERTER', (passage, data) => {
      passage.key = data
      return true
    }),
    dataStep(plugins, 'VALUE_CONVERTER', (passage, data) => {
      passage.value = data
      return true
    }),
    headerStep(plugins),
    ...plugins.transformations.map((each) => transformStep<SinkRecord, SinkPassage>(each)),
  ]
  if (keepOrigins) steps.push(originStep)
  return new Chain(steps, tolerance, (passage) => ({
    consumed: passage.consumed,
    sink: passage.record ?? null,
    source: null,
  }))
}

const originStep: Step<SinkPassage> = {
  place: placeOf('TASK_PUT', 'SinkTask'),
  run(passage) {
    origins.set(passage.record, passage.consumed)
    return true
  },
}

function dataStep(
  plugins: TaskPlugins,
  stage: 'KEY_CONVERTER' | 'VALUE_CONVERTER',
  assign: (passage: SinkPassage, data: SchemaAndValue) => true,
): Step<SinkPassage> {
  const isKey = stage === 'KEY_CONVERTER'
  const { className, converter } = isKey ? plugins.keyConverter : plugins.valueConverter
  return {
    place: placeOf(stage, className),
    run(passage) {
      const { consumed } = passage
      const data = converter.toConnectData(consumed.topic, isKey ? consumed.key : consumed.value, passage.rawHeaders)
      if (data instanceof Promise) return data.then((resolved) => assign(passage, resolved))
      return assign(passage, data)
    },
  }
}

/** Converts the headers and puts the record together. */
function headerStep({ headerConverter: { className, converter } }: TaskPlugins): Step<SinkPassage> {
  return {
    place: placeOf('HEADER_CONVERTER', className),
    run(passage) {
      const { consumed } = passage
      if (consumed.headers.length > 0)
        passage.headers = new Headers(
          consumed.headers.map(({ key, value }) => ({
            key,
            ...converter.toConnectHeader(consumed.topic, key, value),
          })),
        )
      passage.record = sinkRecordOf(passage)
      return true
    },
  }
}

function sinkRecordOf({ consumed, key, value, headers }: SinkPassage): SinkRecord {
  return new SinkRecord({
    topic: consumed.topic,
    kafkaPartition: consumed.partition,
    kafkaOffset: consumed.offset,
    keySchema: key.schema,
    key: key.value,
    valueSchema: value.schema,
    value: value.value,
    timestamp: consumed.timestamp === -1 ? null : consumed.timestamp,
    timestampType: consumed.timestampType,
    headers,
  })
}
