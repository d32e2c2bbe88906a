import {
  copySchemaBasics,
  isEnvelope,
  perSchema,
  requireStruct,
  structCopier,
  typedField,
} from '../../src/api/transform-kit/index.ts'
import {
  type ConnectRecord,
  type Header,
  Headers,
  isStruct,
  javaClassNameOf,
  type Schema,
  SchemaBuilder,
  Schemas,
  type Struct,
  validateValue,
} from '../../src/data/index.ts'
import { DataException } from '../../src/errors/index.ts'
import { classCast, illegalArgument, javaTrim } from '../../src/java/index.ts'
import { type FieldReference, schemaOfReference, valueOfReference } from './field-reference.ts'
import type { ExtractorSettings } from './index.ts'

export const deleteModes = ['drop', 'tombstone', 'rewrite', 'rewrite-with-tombstone', 'delete-to-tombstone'] as const
export type DeleteMode = (typeof deleteModes)[number]

/** The row's schema with the field `__deleted`. */
export function deletedSchema(schema: Schema): Schema {
  const builder = copySchemaBasics(schema, SchemaBuilder.struct())
  for (const field of schema.fields) builder.field(field.name, field.schema)
  return builder.field('__deleted', Schemas.OPTIONAL_STRING).build()
}

/** The row's schema with the added fields, in their order. */
export function addedSchema(schema: Schema, references: readonly FieldReference[], envelope: Schema): Schema {
  const builder = copySchemaBasics(schema, SchemaBuilder.struct())
  for (const field of schema.fields) builder.field(field.name, field.schema)
  for (const reference of references) {
    const added = schemaOfReference(reference, envelope)
    if (added !== null) builder.field(reference.newName, added)
  }
  return builder.build()
}

const copyOf = (schema: Schema, target: Schema, replacesNull: boolean) =>
  structCopier(
    schema.fields.map((from) => ({ from, to: target.fields[from.index]! })),
    target,
    replacesNull,
  )

/** `ExtractField$Value` of a field of the envelope. */
function part(record: ConnectRecord, name: string): { schema: Schema; value: unknown } {
  const envelope = requireStruct(record.value, 'field extraction', record.valueSchema)
  const field = record.valueSchema!.field(name)
  if (field === null) throw illegalArgument(`Unknown field: ${name}`)
  return { schema: field.schema, value: envelope.get(field) }
}

/** What ExtractNewRecordState does to one record, after `io.debezium.transforms.ExtractNewRecordState`. */
export class RecordStateExtractor {
  readonly #settings: ExtractorSettings
  /** By row schema; the envelope's schema belongs to it one to one. */
  readonly #deleted = perSchema((schema) => {
    const target = deletedSchema(schema)
    return { target, copy: copyOf(schema, target, this.#settings.replacesNull) }
  })
  readonly #plainCopy = perSchema((schema) => {
    const byEnvelope = perSchema((envelope) => {
      const target = addedSchema(schema, this.#settings.addFields, envelope)
      return { target, copy: copyOf(schema, target, false) }
    })
    return byEnvelope
  })

  constructor(settings: ExtractorSettings) {
    this.#settings = settings
  }

  apply<R extends ConnectRecord>(record: R): R | null {
    const isTombstone = record.value === null
    const isEvent = isEnvelope(record)
    const { addHeaders, mode } = this.#settings
    const marked = addHeaders.length > 0 && (isEvent || isTombstone) ? this.#withHeaders(record) : record
    if (isTombstone) return mode === 'rewrite-with-tombstone' ? marked : null
    if (!isEvent) return record
    const after = part(marked, 'after')
    if (after.value !== null) return this.#row(marked, after.schema, after.value)
    const before = part(marked, 'before')
    // Neither row: a truncate, or a message of the transaction log.
    if (before.value === null) return null
    return this.#delete(marked, before.schema, before.value)
  }

  #row<R extends ConnectRecord>(record: R, schema: Schema, value: unknown): R {
    let result = record.withValue(schema, value)
    if (this.#settings.mode.startsWith('rewrite')) result = this.#markDeleted(result, 'false')
    if (this.#settings.routeByField !== null) {
      const row = requireStruct(result.value, 'Read record to set topic routing for CREATE / UPDATE')
      result = this.#routed(result, row)
    }
    result = this.#withFields(result, record)
    return this.#settings.dropFieldsHeader ? this.#withoutFields(result) : result
  }

  #delete<R extends ConnectRecord>(record: R, schema: Schema, value: unknown): R | null {
    let result: R
    switch (this.#settings.mode) {
      case 'drop':
        return null
      case 'tombstone':
        result = record.withValue(part(record, 'after').schema, null)
        break
      case 'delete-to-tombstone':
        result = record.withValue(null, null)
        break
      default:
        result = this.#markDeleted(record.withValue(schema, value), 'true')
    }
    if (this.#settings.routeByField !== null) {
      const envelope = requireStruct(record.value, 'Read record to set topic routing for DELETE')
      result = this.#routed(result, typedField(envelope, 'before', 'struct') as Struct)
    }
    if (!isBlank(this.#settings.dropFieldsHeader)) result = this.#withoutFields(result)
    return result.value === null ? result : this.#withFields(result, record)
  }

  #markDeleted<R extends ConnectRecord>(record: R, text: string): R {
    if (!isStruct(record.value)) return record
    const { target, copy } = this.#deleted(record.value.schema)
    const struct = copy(record.value as Struct)
    struct.values[target.fields.length - 1] = text
    return record.withValue(target, struct)
  }

  #routed<R extends ConnectRecord>(record: R, row: Struct): R {
    const topic = typedField(row, this.#settings.routeByField!, 'string') as string | null
    return isBlank(topic) ? record : record.withTopic(topic!)
  }

  #withFields<R extends ConnectRecord>(record: R, original: ConnectRecord): R {
    const row = requireStruct(record.value, 'source field insertion', record.valueSchema)
    const envelope = original.value as Struct
    typedField(envelope, 'op', 'string')
    const { target, copy } = this.#plainCopy(row.schema)(envelope.schema)
    const result = copy(row)
    let slot = row.values.length
    for (const reference of this.#settings.addFields) {
      const field = target.fields[slot]
      if (field?.name !== reference.newName) continue
      const value = valueOfReference(reference, envelope)
      validateValue(field.schema, value, field.name)
      result.values[slot++] = value
    }
    return record.withValue(target, result)
  }

  #withHeaders<R extends ConnectRecord>(record: R): R {
    const envelope = record.value as Struct | null
    const added: Header[] = []
    for (const reference of this.#settings.addHeaders) {
      if (envelope === null) {
        if (reference.field === 'op') added.push({ key: reference.newName, schema: Schemas.STRING, value: 'd' })
        continue
      }
      const schema = schemaOfReference(reference, envelope.schema)
      if (schema !== null) added.push({ key: reference.newName, schema, value: valueOfReference(reference, envelope) })
    }
    return record.with({ headers: new Headers([...record.headers, ...added]) })
  }

  /** Leaves out the fields that a header lists. */
  #withoutFields<R extends ConnectRecord>(record: R): R {
    const header = [...record.headers].find(({ key }) => key === this.#settings.dropFieldsHeader)
    if (header === undefined || header.value === null) return record
    if (!Array.isArray(header.value))
      throw classCast(`class ${javaClassNameOf(header.value, header.schema)} cannot be cast to class java.util.List`)
    const names = new Set(header.value as string[])
    if (names.size === 0) return record
    let result = record
    if (this.#settings.dropsFromKey && record.key !== null)
      result = result.withKey(...this.#without(record.keySchema, record.key, names))
    return result.withValue(...this.#without(record.valueSchema, record.value, names))
  }

  #without(schema: Schema | null, value: unknown, names: ReadonlySet<string>): [Schema | null, unknown] {
    const compatible = this.#settings.keepsSchemaCompatible
    if (schema === null) throw new DataException('Schema required for [drop fields]')
    const dropped = schema.fields.filter((field) => names.has(field.name) && (!compatible || field.schema.isOptional))
    if ((compatible && dropped.length === 0) || value === null) return [schema, value]
    const struct = requireStruct(value, 'field replacement', schema)
    const builder = copySchemaBasics(struct.schema, SchemaBuilder.struct())
    const kept = struct.schema.fields.filter((field) => !dropped.some(({ name }) => name === field.name))
    for (const field of kept) builder.field(field.name, field.schema)
    const target = builder.build()
    const pairs = kept.map((from, index) => ({ from, to: target.fields[index]! }))
    return [target, structCopier(pairs, target, true)(struct)]
  }
}

const isBlank = (text: string | null): boolean => text === null || javaTrim(text) === ''
