import type { SourceRecord } from '../../../data/index.ts'
import { placeOf, type RetryWithTolerance } from '../../error/retry-with-tolerance.ts'
import { Chain, type Step } from '../chain/chain.ts'
import type { TaskPlugins } from '../chain/task-chain.ts'
import { transformStep } from '../chain/transform-step.ts'
import { NO_HEADERS, type RawHeader } from '../kafka-ports.ts'

/** A source record on its way to bytes. */
export class SourcePassage {
  record: SourceRecord
  readonly polled: SourceRecord
  headers: readonly RawHeader[] = NO_HEADERS
  key: Uint8Array | null = null
  value: Uint8Array | null = null

  constructor(polled: SourceRecord) {
    this.polled = polled
    this.record = polled
  }
}

type Assign = (passage: SourcePassage, bytes: Uint8Array | null) => true

/** SMTs, then header, key and value converter (S14.1). */
export function sourceChain(plugins: TaskPlugins, tolerance: RetryWithTolerance): Chain<SourcePassage> {
  const steps: Step<SourcePassage>[] = [
    ...plugins.transformations.map((each) => transformStep<SourceRecord, SourcePassage>(each)),
    headerStep(plugins),
    dataStep(plugins, 'KEY_CONVERTER', (passage, bytes) => {
      passage.key = bytes
      return true
    }),
    dataStep(plugins, 'VALUE_CONVERTER', (passage, bytes) => {
      passage.value = bytes
      return true
    }),
  ]
  return new Chain(steps, tolerance, (passage) => ({ source: passage.record, consumed: null, sink: null }))
}

function headerStep({ headerConverter: { className, converter } }: TaskPlugins): Step<SourcePassage> {
  return {
    place: placeOf('HEADER_CONVERTER', className),
    run(passage) {
      const { headers, topic } = passage.record
      if (headers.size === 0) return true
      passage.headers = Array.from(headers, ({ key, schema, value }) => ({
        key,
        value: converter.fromConnectHeader(topic, key, schema, value),
      }))
      return true
    },
  }
}

function dataStep(
  plugins: TaskPlugins,
  stage: 'KEY_CONVERTER' | 'VALUE_CONVERTER',
  assign: Assign,
): Step<SourcePassage> {
  const isKey = stage === 'KEY_CONVERTER'
  const { className, converter } = isKey ? plugins.keyConverter : plugins.valueConverter
  return {
    place: placeOf(stage, className),
    run(passage) {
      const { record } = passage
      const bytes = isKey
        ? converter.fromConnectData(record.topic, record.keySchema, record.key, record.headers)
        : converter.fromConnectData(record.topic, record.valueSchema, record.value, record.headers)
      if (bytes instanceof Promise) return bytes.then((resolved) => assign(passage, resolved))
      return assign(passage, bytes)
    },
  }
}
