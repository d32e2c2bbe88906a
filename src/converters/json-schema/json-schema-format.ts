import type { RegisteredSchema, SchemaAndValue } from '../../api/index.ts'
import type { Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { isJsonObject, type JsonValue, parseJsonText, printJsonText } from '../../schemas/json/json-text.ts'
import { jsonSchemaIncompatibilities, type RefResolver, refResolver } from '../../schemas/json-schema/index.ts'
import { decodeUtf8, parseText } from '../json/parse-json.ts'
import type { Format, FormatReader, FormatWriter } from '../registry/registry-converter.ts'
import { SchemaMap } from '../registry/schema-map.ts'
import { serializationException } from '../registry/wire-format.ts'
import { fromConnectSchema } from './from-connect-schema.ts'
import type { JsonSchemaOptions } from './json-schema-options.ts'
import { toConnectSchema } from './to-connect-schema.ts'
import { jsonReader } from './value-reader.ts'
import { jsonWriter } from './value-writer.ts'

/** JSON with a JSON Schema in the registry. */
export class JsonSchemaFormat implements Format {
  readonly label = 'JSON'
  readonly schemaType = 'JSON'
  readonly #options: JsonSchemaOptions
  readonly #writers: SchemaMap<FormatWriter>

  constructor(options: JsonSchemaOptions) {
    this.#options = options
    this.#writers = new SchemaMap(options.cacheSize)
  }

  failedToWrite(topic: string): string {
    return `Converting Kafka Connect data to byte[] failed due to serialization error of topic ${topic}: `
  }

  failedToRead(topic: string): string {
    return `Converting byte[] to Kafka Connect data failed due to serialization error of topic ${topic}: `
  }

  isNull(schema: Schema | null, value: unknown): boolean {
    return schema === null && (value === null || value === undefined)
  }

  writerFor(schema: Schema | null): FormatWriter {
    if (schema === null) throw new DataException('JSON Schema needs data with a schema')
    const known = this.#writers.get(schema)
    if (known !== undefined) return known
    const writer = this.#writerOf(schema, printJsonText(fromConnectSchema(schema, this.#options)))
    this.#writers.set(schema, writer)
    return writer
  }

  writerIn(registered: RegisteredSchema, schema: Schema | null, isStrict: boolean): FormatWriter {
    const own = this.writerFor(schema)
    if (isStrict) assertReadable(own.text, registered)
    return this.#writerOf(schema!, registered.schema)
  }

  #writerOf(schema: Schema, text: string): FormatWriter {
    const write = jsonWriter(schema, this.#options)
    const encode = (value: unknown, prefix: Uint8Array): Uint8Array => {
      const json = write(value)
      const bytes = Buffer.allocUnsafe(prefix.length + Buffer.byteLength(json))
      bytes.set(prefix)
      bytes.write(json, prefix.length)
      return bytes
    }
    return { text, references: [], recordName: schema.name, encode }
  }

  readerOf(registered: RegisteredSchema): FormatReader {
    const { json, resolve } = parseRegistered(registered)
    const schema = toConnectSchema(json, this.#options, resolve, registered.version ?? null)
    const read = jsonReader(schema, this.#options)
    const decode = (bytes: Uint8Array, offset: number): SchemaAndValue => {
      const node = parseText(decodeUtf8(bytes.subarray(offset)), 'kinds')
      return { schema, value: read(node) }
    }
    const title = isJsonObject(json) && typeof json['title'] === 'string' ? json['title'] : null
    return { recordName: title, decode }
  }
}

function parseRegistered(registered: RegisteredSchema): { readonly json: JsonValue; readonly resolve: RefResolver } {
  const documents = registered.references.map(({ name, schema }) => [name, parseJsonText(schema ?? 'true')] as const)
  return { json: parseJsonText(registered.schema), resolve: refResolver(new Map(documents)) }
}

function assertReadable(own: string, registered: RegisteredSchema): void {
  const { json, resolve } = parseRegistered(registered)
  const changes = jsonSchemaIncompatibilities(parseJsonText(own), json, {
    older: refResolver(new Map()),
    newer: resolve,
  })
  if (changes.length === 0) return
  throw serializationException(
    `Incompatible schema ${own} with schema of id ${registered.id} (${changes[0]!.type} at ${changes[0]!.path}). Set id.compatibility.strict or latest.compatibility.strict to false to disable this check`,
  )
}
