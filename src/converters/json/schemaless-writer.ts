import {
  BigDecimal,
  BigInteger,
  Float32,
  Float64,
  isLongNumber,
  isStruct,
  JavaNumber,
  javaClassNameOf,
} from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { jsonBytes, jsonDouble, jsonFloat, jsonName, jsonString } from './json-text.ts'

/** JSON text of a value without schema: its runtime type decides. Maps with only string keys are objects, others lists of pairs. */
export function writeSchemaless(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return jsonString(value)
    case 'number':
      return isLongNumber(value) ? `${value}` : jsonDouble(value)
    case 'boolean':
    case 'bigint':
      return `${value}`
    case 'undefined':
      return 'null'
    default:
      return value === null ? 'null' : writeObject(value as object)
  }
}

function writeObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(writeSchemaless).join(',')}]`
  if (value instanceof Map) return writeMap(value)
  if (value instanceof JavaNumber) return writeBox(value)
  if (value instanceof Uint8Array) return jsonBytes(value)
  if (isStruct(value)) throw new DataException('Mismatching schema.')
  if (value instanceof Date || value instanceof BigDecimal || value instanceof BigInteger)
    throw new DataException(`Java class class ${javaClassNameOf(value)} does not have corresponding schema type.`)
  return writePlainObject(value as Record<string, unknown>)
}

function writePlainObject(value: Record<string, unknown>): string {
  let text = '{'
  for (const key in value)
    if (Object.hasOwn(value, key)) text += (text === '{' ? '' : ',') + jsonName(key) + writeSchemaless(value[key])
  return `${text}}`
}

function writeMap(map: ReadonlyMap<unknown, unknown>): string {
  const keys = [...map.keys()]
  if (keys.every((key) => typeof key === 'string'))
    return `{${keys.map((key) => `${jsonString(key as string)}:${writeSchemaless(map.get(key))}`).join(',')}}`
  return `[${[...map].map(([key, item]) => `[${writeSchemaless(key)},${writeSchemaless(item)}]`).join(',')}]`
}

function writeBox(box: JavaNumber): string {
  if (box instanceof Float32) return jsonFloat(box.value)
  return box instanceof Float64 ? jsonDouble(box.value) : `${box.value}`
}
