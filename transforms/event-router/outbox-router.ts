import { isEnvelope, perSchema, requireStruct, typedField } from '../../src/api/transform-kit/index.ts'
import {
  type ConnectRecord,
  type Field,
  type Header,
  Headers,
  javaToString,
  type Schema,
  SchemaBuilder,
  Schemas,
  Struct,
} from '../../src/data/index.ts'
import { ConnectException, DataException, JavaException } from '../../src/errors/index.ts'
import { compileReplacement, illegalArgument, javaTrim, nullPointer } from '../../src/java/index.ts'
import { parseJsonNode } from './json-node.ts'
import { dataOfJson, schemaOfJson } from './json-schema-data.ts'
import type { AdditionalField, EventRouterSettings } from './settings.ts'

interface Payload {
  readonly schema: Schema | null
  readonly value: unknown
}

const nanosPerMilli: Readonly<Record<string, bigint>> = {
  'io.debezium.time.Timestamp': 1n,
  'io.debezium.time.MicroTimestamp': 1000n,
  'io.debezium.time.NanoTimestamp': 1_000_000n,
}

/** What EventRouter does to one row of an outbox table, after `io.debezium.transforms.outbox.EventRouterDelegate`. */
export class OutboxRouter {
  readonly #settings: EventRouterSettings
  readonly #replacement
  readonly #wrapsPayload: boolean
  /** By version, when a version field is configured. */
  readonly #versioned = new Map<number | null, Schema>()
  /** By the payload's schema alone, as in Java: the first event's other fields stay. */
  #lastEvent: { schema: Schema; topic: string | null } | null = null
  readonly #bySchema = perSchema((payload) =>
    this.#envelopeBuilder(payload, this.#lastEvent!.schema, this.#lastEvent!.topic).build(),
  )

  constructor(settings: EventRouterSettings) {
    this.#settings = settings
    this.#replacement = compileReplacement(settings.routeRegex, settings.routeReplacement)
    this.#wrapsPayload = settings.additional.some(({ placement }) => placement === 'envelope')
  }

  apply<R extends ConnectRecord>(record: R): R | null {
    if (record.value === null) return null
    if (!isEnvelope(record)) return record
    const envelope = requireStruct(record.value, 'Detect Debezium Operation', record.valueSchema)
    const op = typedField(envelope, 'op', 'string')
    if (op === null) throw nullPointer('Cannot invoke "String.equals(Object)" because "op" is null')
    if (op === 'd') return null
    if (op === 'u') return this.#refuseUpdate(record)
    const afterField = record.valueSchema!.field('after')
    if (afterField === null) throw illegalArgument('Unknown field: after')
    const event = requireStruct(envelope.get(afterField), 'Read Outbox Event')
    return this.#route(record, envelope, event, afterField.schema)
  }

  #refuseUpdate(record: ConnectRecord): null {
    if (this.#settings.onUpdate === 'fatal')
      throw new JavaException(
        'java.lang.IllegalStateException',
        `Unexpected update message received ${javaToString(record.key, record.keySchema)}, fail.`,
      )
    return null
  }

  #route<R extends ConnectRecord>(record: R, envelope: Struct, event: Struct, schema: Schema): R {
    const { payloadField, idField, keyField, routeByField } = this.#settings
    const column = schema.field(payloadField)
    if (column === null) throw new ConnectException(`Unable to find payload field ${payloadField} in event`)
    const timestamp = this.#timestamp(envelope, event)
    const id = event.get(idField)
    const original = event.get(payloadField)
    const headers: Header[] = [...record.headers, { key: 'id', schema: fieldOf(schema, idField).schema, value: id }]
    const payload = this.#expanded({ schema: column.schema, value: original })
    const wrapper = this.#wrapsPayload ? this.#wrapper(payload, event, schema) : null
    const partition = this.#addFields(event, schema, wrapper, headers)
    const isEmpty = payload.value === null || (typeof payload.value === 'string' && javaTrim(payload.value) === '')
    const key = event.get(keyField)
    const topic = typedField(event, routeByField, 'string') as string
    const value = wrapper === null ? payload : { schema: wrapper.schema, value: wrapper }
    const isTombstone = isEmpty && this.#settings.tombstoneOnEmpty
    return record.with({
      topic: this.#topic(topic),
      kafkaPartition: partition,
      keySchema: schema.field(keyField)?.schema ?? Schemas.STRING,
      key,
      valueSchema: isTombstone ? null : value.schema,
      value: isTombstone ? null : value.value,
      timestamp,
      headers: new Headers(headers),
    })
  }

  #topic(routed: string): string {
    const { routeRegex } = this.#settings
    return routeRegex.matches(routed) ? routeRegex.replaceFirst(routed, this.#replacement) : routed
  }

  #timestamp(envelope: Struct, event: Struct): number | null {
    const ofEvent = () => {
      const millis = typedField(envelope, 'ts_ms', 'int64') as bigint | null
      return millis === null ? null : Number(millis)
    }
    const name = this.#settings.timestampField
    if (name === null) return ofEvent()
    const field = event.schema.field(name)
    if (field === null) throw new ConnectException(`Unable to find timestamp field ${name} in event`)
    const value = typedField(event, name, 'int64') as bigint | null
    if (value === null) return ofEvent()
    const schemaName = field.schema.name
    if (schemaName === null)
      throw new ConnectException(
        `Unsupported field type ${field.schema.type.toUpperCase()} (without logical schema name) for event timestamp`,
      )
    const factor = nanosPerMilli[schemaName]
    if (factor === undefined || typeof value !== 'bigint')
      throw new ConnectException(`Unsupported field type ${schemaName} for event timestamp`)
    return Number(value / factor)
  }

  /** A JSON text as data. When only the schema could be made, Java keeps that schema with the text. */
  #expanded(payload: Payload): Payload {
    const { expansion, payloadField } = this.#settings
    if (expansion === null || typeof payload.value !== 'string') return payload
    if (!/^[{[]/.test(payload.value)) return payload
    let { schema } = payload
    try {
      const node = parseJsonNode(payload.value)
      schema = schemaOfJson(payloadField, node, expansion)
      return { schema, value: dataOfJson(node, schema) }
    } catch {
      return { schema, value: payload.value }
    }
  }

  #wrapper(payload: Payload, event: Struct, schema: Schema): Struct {
    const { versionField, routeByField } = this.#settings
    if (payload.schema === null) throw new DataException('fieldSchema for field payload cannot be null.')
    const version = versionField === null ? null : (typedField(event, versionField, 'int32') as number | null)
    const topic = typedField(event, routeByField, 'string') as string | null
    this.#lastEvent = { schema, topic }
    const target = versionField === null ? this.#bySchema(payload.schema) : this.#ofVersion(version, payload.schema)
    return new Struct(target).put('payload', payload.value)
  }

  #ofVersion(version: number | null, payload: Schema): Schema {
    const known = this.#versioned.get(version)
    if (known !== undefined) return known
    const builder = this.#envelopeBuilder(payload, this.#lastEvent!.schema, this.#lastEvent!.topic)
    if (version !== null) builder.version(version)
    const schema = builder.build()
    this.#versioned.set(version, schema)
    return schema
  }

  #envelopeBuilder(payload: Schema, event: Schema, topic: string | null): SchemaBuilder {
    const builder = SchemaBuilder.struct().name(schemaName(event, topic)).field('payload', payload)
    for (const { field, placement, alias } of this.#settings.additional) {
      if (placement !== 'envelope') continue
      const column = event.field(field)
      if (column !== null) builder.field(alias, column.schema)
      else if (this.#settings.failsOnMissing) throw new ConnectException(`Unable to find field ${field} in event`)
    }
    return builder
  }

  /** Puts additional fields where they belong; gives the partition. */
  #addFields(event: Struct, schema: Schema, wrapper: Struct | null, headers: Header[]): number | null {
    let partition: number | null = null
    for (const additional of this.#settings.additional) {
      if (!this.#settings.failsOnMissing && event.schema.field(additional.field) === null) continue
      if (additional.placement === 'partition')
        partition = typedField(event, additional.field, 'int32') as number | null
      else place(additional, event, schema, wrapper, headers)
    }
    return partition
  }
}

function place(
  { field, placement, alias }: AdditionalField,
  event: Struct,
  schema: Schema,
  wrapper: Struct | null,
  headers: Header[],
): void {
  const value = event.get(field)
  if (placement === 'envelope') wrapper!.put(alias, value)
  else headers.push({ key: alias, schema: fieldOf(schema, field).schema, value })
}

function fieldOf(schema: Schema, name: string): Field {
  const field = schema.field(name)
  if (field === null) throw new ConnectException(`Unable to find event-id field ${name} in event`)
  return field
}

/** The routed topic goes before the last part of the table's schema name. */
function schemaName(event: Schema, topic: string | null): string {
  if (event.name === null) return String(topic)
  const dot = event.name.lastIndexOf('.')
  return `${event.name.slice(0, dot + 1)}${topic}.${event.name.slice(dot + 1)}`
}
