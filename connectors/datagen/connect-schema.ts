import {
  ConnectSchema,
  decimalSchema,
  type Field,
  LogicalNames,
  type Schema,
  type SchemaOptions,
} from '../../src/data/index.ts'
import { ConnectException } from '../../src/errors/index.ts'
import type { AvroObject, AvroType } from './avro-types.ts'

/** Named types that were met so far, by full name. */
export type NamedTypes = Map<string, AvroObject>

const primitives: Readonly<Record<string, SchemaOptions['type']>> = {
  boolean: 'boolean',
  int: 'int32',
  long: 'int64',
  float: 'float32',
  double: 'float64',
  bytes: 'bytes',
  string: 'string',
}

const logical: Readonly<Record<string, { readonly type: SchemaOptions['type']; readonly name: string }>> = {
  date: { type: 'int32', name: LogicalNames.DATE },
  'time-millis': { type: 'int32', name: LogicalNames.TIME },
  'timestamp-millis': { type: 'int64', name: LogicalNames.TIMESTAMP },
}

export const fullNameOf = (type: AvroObject, namespace: string): string => {
  const name = type.name ?? ''
  const space = type.namespace ?? namespace
  return name.includes('.') || space === '' ? name : `${space}.${name}`
}

/** The Connect schema that Avro's converter gives for an Avro schema, of the parts of Avro that generators use. */
export function connectSchemaOf(type: AvroType, names: NamedTypes, namespace = '', isOptional = false): Schema {
  if (typeof type === 'string') return simpleSchema(type, names, namespace, isOptional)
  if (Array.isArray(type)) return unionSchema(type as readonly AvroType[], names, namespace)
  const object = type as AvroObject
  if (typeof object.type !== 'string') return connectSchemaOf(object.type, names, namespace, isOptional)
  return objectSchema(object, object.type, names, namespace, isOptional)
}

function simpleSchema(type: string, names: NamedTypes, namespace: string, isOptional: boolean): Schema {
  const primitive = Object.hasOwn(primitives, type) ? primitives[type] : undefined
  if (primitive !== undefined) return new ConnectSchema({ type: primitive, isOptional })
  const named = names.get(type) ?? names.get(`${namespace}.${type}`)
  if (named === undefined) throw new ConnectException(`Unknown type in the Avro schema: ${type}`)
  return connectSchemaOf(named, names, namespace, isOptional)
}

function objectSchema(
  object: AvroObject,
  type: string,
  names: NamedTypes,
  namespace: string,
  isOptional: boolean,
): Schema {
  const known = object.logicalType === undefined ? undefined : logical[object.logicalType]
  if (known !== undefined) return new ConnectSchema({ ...known, version: 1, isOptional })
  if (object.logicalType === 'decimal') return decimalSchema(object.scale ?? 0, isOptional)
  switch (type) {
    case 'record':
      return recordSchema(object, names, namespace, isOptional)
    case 'enum':
      names.set(fullNameOf(object, namespace), object)
      return new ConnectSchema({ type: 'string', name: object['connect.name'] ?? null, isOptional })
    case 'array':
      return new ConnectSchema({
        type: 'array',
        isOptional,
        valueSchema: connectSchemaOf(object.items!, names, namespace),
      })
    case 'map': {
      const keySchema = new ConnectSchema({ type: 'string' })
      return new ConnectSchema({
        type: 'map',
        isOptional,
        keySchema,
        valueSchema: connectSchemaOf(object.values!, names, namespace),
      })
    }
    case 'fixed':
      return new ConnectSchema({ type: 'bytes', isOptional })
    default:
      return simpleSchema(type, names, namespace, isOptional)
  }
}

function recordSchema(object: AvroObject, names: NamedTypes, namespace: string, isOptional: boolean): Schema {
  const name = fullNameOf(object, namespace)
  const inner = object.namespace ?? namespace
  names.set(name, object)
  const fields: Field[] = (object.fields ?? []).map((field, index) => ({
    name: field.name,
    index,
    schema: connectSchemaOf(field.type, names, inner),
  }))
  return new ConnectSchema({
    type: 'struct',
    name: object['connect.name'] ?? name,
    doc: object.doc ?? null,
    fields,
    isOptional,
  })
}

/** A type or null; unions of several types are not generated. */
function unionSchema(types: readonly AvroType[], names: NamedTypes, namespace: string): Schema {
  const branches = types.filter((type) => type !== 'null')
  if (branches.length !== 1) throw new ConnectException('Only unions of one type and null can be generated')
  return connectSchemaOf(branches[0]!, names, namespace, types.length > 1)
}
