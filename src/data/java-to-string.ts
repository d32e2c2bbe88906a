import { civilFromDay, dayOf, doubleToString, floatToString, millisOfDay } from '../java/index.ts'
import { BigDecimal } from './decimal.ts'
import { BigInteger, Float32, isLongNumber, JavaNumber } from './java-number.ts'
import type { Schema } from './schema.ts'
import { isStruct } from './struct-brand.ts'

/**
 * What Java's `String.valueOf(value)` gives for a Connect value: `Struct{a=1}`, `{a=b}`, `[a, null]`, `Thu Jan 01 00:00:00 UTC 1970`,
 * `1.0E7`. `schema` tells a float from an integer; without it the rules of schemaless numbers apply. Bytes have no useful text in Java
 * (`[B@1a2b3c`), and have none here.
 */
export function javaToString(value: unknown, schema: Schema | null = null): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number') return numberToString(value, schema)
  if (typeof value !== 'object') return String(value)
  if (value instanceof JavaNumber) return boxToString(value)
  if (value instanceof BigDecimal || value instanceof BigInteger) return value.toString()
  if (value instanceof Date) return dateToString(value)
  if (value instanceof Uint8Array) return '[B@0'
  if (isStruct(value)) return structToString(value.schema, value.values)
  if (Array.isArray(value)) return `[${value.map((item) => javaToString(item, childOf(schema, 'array'))).join(', ')}]`
  return mapToString(value, schema)
}

function numberToString(value: number, schema: Schema | null): string {
  if (schema?.type === 'float32') return floatToString(value)
  if (schema?.type === 'float64') return doubleToString(value)
  return Number.isInteger(value) && (schema?.type.startsWith('int') || isLongNumber(value))
    ? String(value)
    : doubleToString(value)
}

function boxToString(box: JavaNumber): string {
  const { type } = box as JavaNumber & { readonly type: string }
  if (box instanceof Float32) return floatToString(box.value)
  return type === 'float64' ? doubleToString(box.value) : String(box.value)
}

function structToString(schema: Schema, values: readonly unknown[]): string {
  const shown = schema.fields.filter((field) => values[field.index] !== null)
  return `Struct{${shown.map((field) => `${field.name}=${javaToString(values[field.index], field.schema)}`).join(',')}}`
}

function mapToString(value: object, schema: Schema | null): string {
  const keySchema = schema?.type === 'map' ? schema.keySchema : null
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  const texts = entries.map(
    ([key, item]) => `${javaToString(key, keySchema)}=${javaToString(item, childOf(schema, 'map'))}`,
  )
  return `{${texts.join(', ')}}`
}

const childOf = (schema: Schema | null, type: 'array' | 'map') => (schema?.type === type ? schema.valueSchema : null)

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (number: number) => String(number).padStart(2, '0')

/** `java.util.Date.toString` in UTC, on the Julian calendar before 15 October 1582; years are not padded. */
function dateToString(date: Date): string {
  const millis = date.getTime()
  const { year, month, day } = civilFromDay(dayOf(millis))
  const seconds = Math.floor(millisOfDay(millis) / 1000)
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')
  const weekday = days[(((dayOf(millis) + 4) % 7) + 7) % 7]
  return `${weekday} ${months[month - 1]} ${two(day)} ${time} UTC ${year > 0 ? year : 1 - year}`
}
