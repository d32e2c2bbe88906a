import { DataException } from '../../errors/index.ts'
import { dateToText } from '../iso-date.ts'
import { isJavaMap, mapEntries } from '../java-map.ts'
import { javaToString } from '../java-to-string.ts'
import type { Schema } from '../schema.ts'
import { isStruct } from '../struct-brand.ts'

/**
 * `Values.convertToString`: text that `parseString` can read, JSON-like for arrays, maps and structs, base64 for bytes. `schema` tells a float
 * from an integer. Texts inside of others are quoted.
 */
export function valueToText(value: unknown, schema: Schema | null = null): string {
  return append(value, schema, false)
}

function append(value: unknown, schema: Schema | null, isEmbedded: boolean): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return isEmbedded ? quote(value) : value
  if (typeof value !== 'object') return javaToString(value, schema)
  if (value instanceof Date) return dateToText(value)
  if (value instanceof Uint8Array) {
    const base64 = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
    return isEmbedded ? `"${base64}"` : base64
  }
  if (Array.isArray(value)) {
    const item = schema?.type === 'array' ? schema.valueSchema : null
    return `[${value.map((each) => append(each, item, true)).join(',')}]`
  }
  if (isStruct(value)) {
    const fields = value.schema.fields.map(
      (field) =>
        `${quote(field.name)}:${append(value.values[field.index] ?? field.schema.defaultValue, field.schema, true)}`,
    )
    return `{${fields.join(',')}}`
  }
  if (isJavaMap(value)) {
    const [key, item] = schema?.type === 'map' ? [schema.keySchema, schema.valueSchema] : [null, null]
    return `{${[...mapEntries(value)].map(([k, v]) => `${append(k, key, true)}:${append(v, item, true)}`).join(',')}}`
  }
  const text = javaToString(value, schema)
  if (text === '[object Object]') throw new DataException(`Failed to serialize unexpected value type: ${text}`)
  return text
}

const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
