import type { Converter, SchemaAndValue } from '../../api/index.ts'
import type { Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { isObjectNode } from './node-type.ts'
import { decodeUtf8, type NumberPrecision, parseJson, parseText, parseWhole, toBuffer } from './parse-json.ts'
import { readSchema } from './schema-reader.ts'
import { writeSchema } from './schema-writer.ts'
import { precisionOf, readSchemaless, ValueReaders } from './value-reader.ts'
import { type JsonFormat, ValueWriters } from './value-writer.ts'

export interface JsonConverterOptions extends JsonFormat {
  readonly schemasEnable: boolean
  readonly schemasCacheSize: number
  /** `schema.content`: the schema of messages that carry none (KIP-1054). */
  readonly schemaContent: string | null
}

const nothing: SchemaAndValue = { schema: null, value: null }

/** What was learned from one envelope: everything up to the payload, and how to read the payload. */
interface KnownEnvelope {
  readonly prefix: Buffer
  readonly schema: Schema | null
  readonly read: (node: unknown) => unknown
  readonly precision: NumberPrecision
}

const knownMax = 8

/** `org.apache.kafka.connect.json.JsonConverter`. */
export class JsonConverter implements Converter {
  readonly #options: JsonConverterOptions
  readonly #writers: ValueWriters
  readonly #readers: ValueReaders
  readonly #prefixes = new WeakMap<Schema, string>()
  readonly #schemas = new Map<string, Schema>()
  readonly #ownSchema: Schema | null
  /** Most recent first. */
  readonly #known: KnownEnvelope[] = []

  constructor(options: JsonConverterOptions) {
    this.#options = options
    this.#writers = new ValueWriters(options)
    this.#readers = new ValueReaders(options.usesDefaults)
    this.#ownSchema = options.schemaContent ? this.#parseOwnSchema(options.schemaContent) : null
  }

  fromConnectData(_topic: string, schema: Schema | null, value: unknown): Uint8Array | null {
    if (schema === null && (value === null || value === undefined)) return null
    const write = this.#writers.of(schema)
    return Buffer.from(this.#options.schemasEnable ? `${this.#prefixOf(schema)}${write(value)}}` : write(value), 'utf8')
  }

  #prefixOf(schema: Schema | null): string {
    if (schema === null) return '{"schema":null,"payload":'
    let prefix = this.#prefixes.get(schema)
    if (prefix === undefined) {
      prefix = `{"schema":${writeSchema(schema, this.#writers)},"payload":`
      this.#prefixes.set(schema, prefix)
    }
    return prefix
  }

  toConnectData(_topic: string, bytes: Uint8Array | null): SchemaAndValue {
    if (bytes === null) return nothing
    if (!this.#options.schemasEnable) return { schema: null, value: readSchemaless(parseJson(bytes, 'kinds')) }
    if (this.#ownSchema !== null) return this.#readBare(this.#ownSchema, bytes)
    return this.#readKnown(toBuffer(bytes)) ?? this.#readEnvelope(bytes)
  }

  /** The way of nearly all records: a schema text that was met before, so that only the payload is parsed. */
  #readKnown(bytes: Buffer): SchemaAndValue | undefined {
    const known = this.#known.find(({ prefix }) => startsWith(bytes, prefix))
    if (known === undefined || bytes[bytes.length - 1] !== CLOSE_BRACE) return undefined
    const payload = parseWhole(bytes, known.prefix.length, bytes.length - 1, known.precision)
    return payload === undefined ? undefined : { schema: known.schema, value: known.read(payload) }
  }

  #readEnvelope(bytes: Uint8Array): SchemaAndValue {
    const node = parseJson(bytes, 'kinds')
    if (!isEnvelope(node)) throw notAnEnvelope()
    const schema = this.#schemaOf(node.schema)
    const read = this.#readers.of(schema)
    const precision = precisionOf(schema)
    this.#remember(bytes, schema, read, precision)
    const exact = precision === 'digits' ? (parseJson(bytes, 'digits') as typeof node) : node
    return { schema, value: read(exact.payload) }
  }

  /** With `schema.content` every message is a bare payload, also one that looks like an envelope. */
  #readBare(schema: Schema, bytes: Uint8Array): SchemaAndValue {
    return { schema, value: this.#readers.of(schema)(parseJson(bytes, precisionOf(schema))) }
  }

  #schemaOf(node: unknown): Schema | null {
    if (node === null) return null
    const key = JSON.stringify(node, (_, value: unknown) =>
      typeof value === 'bigint' ? { bigint: String(value) } : value,
    )
    let schema = this.#schemas.get(key)
    if (schema === undefined) {
      schema = readSchema(node, this.#readers)!
      if (this.#schemas.size >= this.#options.schemasCacheSize) this.#schemas.delete(this.#schemas.keys().next().value!)
      this.#schemas.set(key, schema)
    }
    return schema
  }

  #remember(
    bytes: Uint8Array,
    schema: Schema | null,
    read: (node: unknown) => unknown,
    precision: NumberPrecision,
  ): void {
    const prefix = envelopePrefixOf(decodeUtf8(bytes))
    if (prefix === null) return
    this.#known.unshift({ prefix: Buffer.from(prefix, 'utf8'), schema, read, precision })
    if (this.#known.length > knownMax) this.#known.pop()
  }

  #parseOwnSchema(text: string): Schema | null {
    return readSchema(parseOwnSchemaText(text), this.#readers)
  }
}

function parseOwnSchemaText(text: string): unknown {
  try {
    return parseText(text.replace(/^\ufeff/, ''), 'kinds')
  } catch (error) {
    throw new DataException('Failed to parse schema in converter config due to serialization error: ', error)
  }
}

const notAnEnvelope = () =>
  new DataException(
    'JsonConverter with schemas.enable requires "schema" and "payload" fields and may not contain additional fields.' +
      ' If you are trying to deserialize plain JSON data, set schemas.enable=false in your converter configuration.',
  )

const CLOSE_BRACE = 0x7d

const startsWith = (bytes: Buffer, prefix: Buffer) =>
  bytes.length > prefix.length && bytes.compare(prefix, 0, prefix.length, 0, prefix.length) === 0

const isEnvelope = (node: unknown): node is { schema: unknown; payload: unknown } =>
  isObjectNode(node) &&
  Object.keys(node).length === 2 &&
  Object.hasOwn(node, 'schema') &&
  Object.hasOwn(node, 'payload')

/** `{"schema":...,"payload":`, when the text starts with that; null when it is built in another way. */
function envelopePrefixOf(text: string): string | null {
  const start = /^\{\s*"schema"\s*:/.exec(text)
  const payload = /,\s*"payload"\s*:/.exec(text)
  if (start === null || payload === null) return null
  try {
    JSON.parse(text.slice(start[0].length, payload.index))
    return text.slice(0, payload.index + payload[0].length)
  } catch {
    return null
  }
}
