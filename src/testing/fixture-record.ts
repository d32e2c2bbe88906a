import type { Converter } from '../api/index.ts'
import { jsonSchemaOf } from './json-envelope.ts'
import { plain, plainBytes, plainText } from './plain.ts'

/** A record of a topic, as a consumer gives it. */
export interface RecordOfTopic {
  readonly topic: string
  readonly partition: number
  /** Milliseconds since the epoch; -1 = none. */
  readonly timestamp: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly { readonly key: string; readonly value: Uint8Array | null }[]
}

/** Reads what cannot be seen in the bytes: Avro, Protobuf and JSON Schema messages. Default: the bytes as they are. */
export interface FixtureConverters {
  readonly key?: Converter
  readonly value?: Converter
}

/**
 * One line of a fixture file: the record as `given` has it. Bytes that are JSON or text are written so when they can be made again of that, byte for byte; else
 * as `{ base64 }`. What a converter read is written with its schema.
 */
export async function fixtureLine(record: RecordOfTopic, converters: FixtureConverters = {}): Promise<string> {
  const { topic, partition, timestamp } = record
  const line = {
    topic,
    partition,
    ...(timestamp < 0 ? {} : { timestamp }),
    ...(await part('key', topic, record.key, converters.key)),
    ...(await part('value', topic, record.value, converters.value)),
    ...(record.headers.length === 0
      ? {}
      : { headers: Object.fromEntries(record.headers.map(({ key, value }) => [key, written(value)])) }),
  }
  return JSON.stringify(line, (_, item) => (typeof item === 'bigint' ? String(item) : item))
}

async function part(side: 'key' | 'value', topic: string, bytes: Uint8Array | null, converter: Converter | undefined) {
  if (bytes === null) return {}
  const data = converter && (await read(converter, topic, bytes))
  if (!data) return { [side]: written(bytes) }
  return {
    [side]: plain(data.value),
    ...(data.schema === null ? {} : { [`${side}Schema`]: jsonSchemaOf(data.schema) }),
  }
}

/** What the converter cannot read is recorded as it is: it is a case worth a test. */
async function read(converter: Converter, topic: string, bytes: Uint8Array) {
  try {
    return await converter.toConnectData(topic, bytes)
  } catch {
    return undefined
  }
}

function written(bytes: Uint8Array | null): unknown {
  const text = plainText(bytes)
  if (typeof text !== 'string') return text
  const shown = plainBytes(bytes)
  const isObject = typeof shown === 'object' && shown !== null && !('base64' in shown)
  return isObject && JSON.stringify(shown) === text ? shown : text
}
