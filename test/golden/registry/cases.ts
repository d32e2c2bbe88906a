import { avroDataOptions } from '../../../src/converters/avro/avro-config.ts'
import { AvroData } from '../../../src/converters/avro/avro-data.ts'
import { fromConnectSchema } from '../../../src/converters/json-schema/from-connect-schema.ts'
import { jsonSchemaOptions } from '../../../src/converters/json-schema/json-schema-options.ts'
import { jsonWriter } from '../../../src/converters/json-schema/value-writer.ts'
import { messageIndexBytes } from '../../../src/converters/protobuf/message-indexes.ts'
import { wirePrefix } from '../../../src/converters/registry/wire-format.ts'
import { JavaException } from '../../../src/errors/index.ts'
import { avroToJson, parseAvro } from '../../../src/schemas/avro/index.ts'
import { printJsonText } from '../../../src/schemas/json/json-text.ts'
import { decodeSchema, encodeSchema, type NeutralSchema } from '../neutral/schema.ts'
import { decodeValue, encodeValue, type NeutralValue } from '../neutral/value.ts'
import { avroJsonToBinary } from './avro-json.ts'

type Config = Readonly<Record<string, string>>

export interface AvroFromCase {
  readonly config: Config
  readonly schema: NeutralSchema | null
  readonly value: NeutralValue
  readonly schemaId?: number
  readonly schemaOnly?: boolean
}

export interface AvroToCase {
  readonly config: Config
  readonly avroSchema: unknown
  readonly avroJson: unknown
}

/** The vectors' AvroData is older than `flatten.singleton.unions`, whose default is true. */
const avroData = (config: Config) => new AvroData(avroDataOptions({ 'flatten.singleton.unions': 'false', ...config }))

/** Connect data to Avro: the schema, the bytes as they go to Kafka, and what comes back when they are read. */
export function avroFrom(input: AvroFromCase): unknown {
  const data = avroData(input.config)
  const plan = data.planFor(decodeSchema(input.schema))
  const avroSchema = avroToJson(plan.avro)
  if (input.schemaOnly) return { avroSchema }
  const value = decodeValue(input.value, plan.connect)
  if (plan.connect === null && value === null)
    throw new JavaException('java.lang.NullPointerException', 'null value for (non-nullable) Anything')
  const wire = data.encode(plan, value, wirePrefix(input.schemaId ?? 0))
  if (value === null) return { avroSchema, wire: wire.toString('base64'), data: null }
  const back = data.decode(data.readerFor(plan.avro), wire, 5)
  return {
    avroSchema,
    wire: wire.toString('base64'),
    data: { schema: encodeSchema(back.schema), value: encodeValue(back.value, back.schema) },
  }
}

/** Avro to Connect data. */
export function avroTo(input: AvroToCase): unknown {
  const data = avroData(input.config)
  const avro = parseAvro(JSON.stringify(input.avroSchema))
  const plan = data.readerFor(avro)
  const binary = avroJsonToBinary(avro, input.avroJson)
  const { schema, value } = data.decode(plan, avro.type === 'bytes' ? binary.subarray(1) : binary, 0)
  const neutralSchema = encodeSchema(schema)
  return {
    schema: neutralSchema,
    avroBinary: binary.toString('base64'),
    data: value === null ? null : { schema: neutralSchema, value: encodeValue(value, schema) },
  }
}

/** The text under which the schema is registered. */
export const avroText = (input: AvroFromCase): string => avroData(input.config).planFor(decodeSchema(input.schema)).text

export interface JsonSchemaFromCase {
  readonly config: Config
  readonly schema: NeutralSchema
  readonly value: NeutralValue
}

/** Connect data to JSON Schema: the schema and the JSON. */
export function jsonSchemaFrom(input: JsonSchemaFromCase): unknown {
  const options = jsonSchemaOptions(input.config)
  const schema = decodeSchema(input.schema)!
  const text = jsonWriter(schema, options)(decodeValue(input.value, schema))
  return { jsonSchema: JSON.parse(printJsonText(fromConnectSchema(schema, options))), json: JSON.parse(text) }
}

export interface WireCase {
  readonly kind: 'avro' | 'json' | 'protobuf'
  readonly schemaId: number
  readonly messageIndexes?: readonly number[]
  /** Base64. */
  readonly payload: string
}

/** A message as it goes to Kafka: magic byte, schema id, for Protobuf the path to the message, payload. */
export function wireFormat(input: WireCase): { readonly wire: string } {
  const indexes = input.kind === 'protobuf' ? messageIndexBytes(input.messageIndexes ?? [0]) : Buffer.alloc(0)
  const wire = Buffer.concat([wirePrefix(input.schemaId), indexes, Buffer.from(input.payload, 'base64')])
  return { wire: wire.toString('base64') }
}
