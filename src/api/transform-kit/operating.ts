import type { ConnectRecord, Schema } from '../../data/index.ts'
import type { RecordShape, TransformationContext, Variant } from '../transformation.ts'

/** The side of a record that an SMT with `$Key` and `$Value` works on. */
export interface Operating {
  schema(record: ConnectRecord): Schema | null
  value(record: ConnectRecord): unknown
  /** The record with another schema and value on that side. */
  with<R extends ConnectRecord>(record: R, schema: Schema | null, value: unknown): R
}

const onKey: Operating = {
  schema: (record) => record.keySchema,
  value: (record) => record.key,
  with: (record, schema, value) => record.withKey(schema, value),
}

const onValue: Operating = {
  schema: (record) => record.valueSchema,
  value: (record) => record.value,
  with: (record, schema, value) => record.withValue(schema, value),
}

export const operatingOn = (variant: Variant): Operating => (variant === 'key' ? onKey : onValue)

/**
 * The shape after an SMT that turns the schema of one side into another. What is unknown stays unknown, and schemaless
 * stays schemaless. `names`: fields that the SMT is told about and that Java does not miss; those that are not there are noted.
 */
export function shapeAfter(
  input: RecordShape,
  context: TransformationContext,
  change: (schema: Schema) => Schema,
  names: Iterable<string> = [],
): RecordShape {
  const { absentFields: _before, ...shape } = input
  const side = context.variant === 'key' ? 'keySchema' : 'valueSchema'
  const schema = shape[side]
  if (schema === null || schema === undefined) return shape
  const absent = schema.type === 'struct' ? [...names].filter((name) => schema.field(name) === null) : []
  return { ...shape, [side]: change(schema), ...(absent.length > 0 ? { absentFields: absent } : {}) }
}
