import { decimalSchema, LogicalNames, SchemaBuilder } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import type { AvroSchema } from '../../schemas/avro/index.ts'
import { JsonNumber, type JsonValue } from '../../schemas/json/json-text.ts'
import { DECIMAL_PRECISION_DEFAULT, Param, Prop } from './avro-names.ts'

export type AvroLeaf = Exclude<AvroSchema, { type: 'array' | 'map' | 'record' | 'error' | 'enum' | 'union' }>

/** Begins the Connect schema of an Avro type that has no parts, by its logical type where Connect knows that. Throws DataException. */
export function leafSchemaBuilder(schema: AvroLeaf): SchemaBuilder {
  switch (schema.type) {
    case 'boolean':
    case 'string':
      return new SchemaBuilder(schema.type)
    case 'bytes':
    case 'fixed':
      return bytesBuilder(schema)
    case 'double':
      return new SchemaBuilder('float64')
    case 'float':
      return new SchemaBuilder('float32')
    case 'int':
      return intBuilder(schema)
    case 'long':
      return logicalTypeOf(schema) === 'timestamp-millis'
        ? new SchemaBuilder('int64').name(LogicalNames.TIMESTAMP).version(1)
        : new SchemaBuilder('int64')
    case 'null':
      throw new DataException('Standalone null schemas are not supported by this converter')
  }
}

function bytesBuilder(schema: AvroLeaf): SchemaBuilder {
  let builder = new SchemaBuilder('bytes')
  if (logicalTypeOf(schema) === 'decimal') {
    const scale = numberOf(schema.props.get(Prop.SCALE)) ?? 0
    builder = decimalBuilder(scale)
    const given = schema.props.get(Prop.PRECISION)
    const precision = numberOf(given)
    if (given !== undefined && given !== null && precision === undefined)
      throw new DataException(
        'precision property must be a JSON Integer. https://avro.apache.org/docs/1.9.1/spec.html#Decimal',
      )
    if (precision !== undefined && precision !== DECIMAL_PRECISION_DEFAULT)
      builder.parameter(Param.DECIMAL_PRECISION, String(precision))
  }
  if (schema.type === 'fixed') builder.parameter(Param.FIXED_SIZE, String(schema.size))
  return builder
}

function decimalBuilder(scale: number): SchemaBuilder {
  const { name, version, parameters } = decimalSchema(scale)
  return new SchemaBuilder('bytes').name(name!).version(version!).parameters(parameters!)
}

function intBuilder(schema: AvroLeaf): SchemaBuilder {
  const type = schema.props.get(Prop.TYPE)
  switch (logicalTypeOf(schema)) {
    case 'date':
      return new SchemaBuilder('int32').name(LogicalNames.DATE).version(1)
    case 'time-millis':
      return new SchemaBuilder('int32').name(LogicalNames.TIME).version(1)
    case undefined:
      if (typeof type !== 'string') return new SchemaBuilder('int32')
      if (type === 'int8' || type === 'int16') return new SchemaBuilder(type)
      throw new DataException('Connect type annotation for Avro int field is null')
    default:
      return new SchemaBuilder('int32')
  }
}

const logicalTypeOf = (schema: AvroLeaf): string | undefined => {
  const value = schema.props.get(Prop.LOGICAL_TYPE)
  return typeof value === 'string' ? value.toLowerCase() : undefined
}

/** A whole number; undefined for anything that is no number. */
export const numberOf = (value: JsonValue | undefined): number | undefined => {
  const plain = value instanceof JsonNumber ? Number(value.text) : value
  return typeof plain === 'number' ? Math.trunc(plain) : undefined
}
