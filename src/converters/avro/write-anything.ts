import { Float32, Float64, Int8, Int16, Int32, isLongNumber, javaClassNameOf } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { hashOrder } from '../../java/index.ts'
import type { AvroOutput } from './avro-output.ts'

const [BOOLEAN, DOUBLE, FLOAT, INT, LONG, STRING, ARRAY, MAP] = [0, 2, 3, 4, 5, 6, 7, 8]
const FIELDS = 9

/** Writes schemaless data as a record of `Anything`, in which the one field that fits is set. Throws DataException for other Java types. */
export function writeAnything(output: AvroOutput, value: unknown): void {
  if (value === null || value === undefined) {
    nulls(output, FIELDS)
    return
  }
  const field = fieldFor(value)
  nulls(output, field)
  output.byte(2)
  writeMember(output, field, value)
  nulls(output, FIELDS - field - 1)
}

function nulls(output: AvroOutput, count: number): void {
  for (let i = 0; i < count; i++) output.byte(0)
}

function fieldFor(value: unknown): number {
  if (typeof value === 'boolean') return BOOLEAN!
  if (typeof value === 'string') return STRING!
  if (typeof value === 'bigint') return LONG!
  if (typeof value === 'number') return isLongNumber(value) ? LONG! : DOUBLE!
  if (value instanceof Float64) return DOUBLE!
  if (value instanceof Float32) return FLOAT!
  if (value instanceof Int8 || value instanceof Int16 || value instanceof Int32) return INT!
  if (Array.isArray(value)) return ARRAY!
  if (javaClassNameOf(value) === 'java.util.HashMap') return MAP!
  throw new DataException(`Unknown Java type for schemaless data: class ${javaClassNameOf(value)}`)
}

function writeMember(output: AvroOutput, field: number, value: unknown): void {
  switch (field) {
    case BOOLEAN:
      output.byte(value === true ? 1 : 0)
      break
    case DOUBLE:
      output.double(Number(value))
      break
    case FLOAT:
      output.float(Number(value))
      break
    case INT:
      output.int(Number(value))
      break
    case LONG:
      if (typeof value === 'bigint') output.bigLong(value)
      else output.long(value as number)
      break
    case STRING:
      output.string(value as string)
      break
    case ARRAY:
      writeItems(output, value as unknown[], writeAnything)
      break
    default:
      writeItems(output, entriesOf(value as object), (_, [key, item]) => {
        writeAnything(output, key)
        writeAnything(output, item)
      })
  }
}

function writeItems<T>(out: AvroOutput, items: readonly T[], write: (out: AvroOutput, item: T) => void): void {
  if (items.length > 0) {
    out.int(items.length)
    for (const item of items) write(out, item)
  }
  out.byte(0)
}

/** Entries in the order of a Java HashMap when all keys are strings. */
function entriesOf(value: object): readonly (readonly [unknown, unknown])[] {
  const map = value instanceof Map ? (value as Map<unknown, unknown>) : new Map<unknown, unknown>(Object.entries(value))
  const keys = [...map.keys()]
  const isText = keys.length > 1 && keys.every((key) => typeof key === 'string')
  return (isText ? hashOrder(keys as string[]) : keys).map((key) => [key, map.get(key)])
}
