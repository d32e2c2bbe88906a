import {
  BigDecimal,
  dateMillis,
  javaClassNameOf,
  javaDate,
  LogicalNames,
  type Schema,
  unscaledFromBytes,
  unscaledToBytes,
} from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { decodeBase64 } from './base64.ts'
import { decimalValue, isIntegral, isJsonNumber } from './json-number.ts'
import { jsonBytes } from './json-text.ts'
import { nodeTypeOf } from './node-type.ts'

export interface LogicalJson {
  /** JSON text of a value that is not null. */
  write(value: unknown, schema: Schema): string
  /** The value of a JSON node that is not null. */
  read(node: unknown, schema: Schema): unknown
}

const dayMs = 86_400_000
const wholeDay = BigInt(dayMs)
const expected = (type: string, expectation: string, value: unknown) =>
  new DataException(`Invalid type for ${type}, expected ${expectation} but was class ${javaClassNameOf(value)}`)
const underlying = (type: string, expectation: string, node: unknown) =>
  new DataException(
    `Invalid type for ${type}, underlying representation should be ${expectation} but was ${nodeTypeOf(node)}`,
  )

function millis(type: string, value: unknown): bigint {
  if (!(value instanceof Date)) throw expected(type, 'Date', value)
  return dateMillis(value)
}

const isInt32 = (node: unknown): node is number => isIntegral(node) && typeof node === 'number' && (node | 0) === node

const date: LogicalJson = {
  write(value) {
    const time = millis('Date', value)
    if (time % wholeDay !== 0n)
      throw new DataException('Kafka Connect Date type should not have any time fields set to non-zero values.')
    return String(BigInt.asIntN(32, time / wholeDay))
  },
  read(node) {
    if (!isInt32(node)) throw underlying('Date', 'integer', node)
    return javaDate(node * dayMs)
  },
}

const time: LogicalJson = {
  write(value) {
    const time = millis('Time', value)
    if (time < 0n || time > wholeDay)
      throw new DataException('Kafka Connect Time type should not have any date fields set to non-zero values.')
    return String(time)
  },
  read(node) {
    if (!isInt32(node)) throw underlying('Time', 'integer', node)
    if (node < 0 || node > dayMs)
      throw new DataException('Time values must use number of milliseconds greater than 0 and less than 86400000')
    return new Date(node)
  },
}

const timestamp: LogicalJson = {
  write: (value) => String(millis('Timestamp', value)),
  read(node) {
    if (!isIntegral(node)) throw underlying('Timestamp', 'integral', node)
    return javaDate(BigInt.asIntN(64, BigInt(node)))
  },
}

function scaleOf(schema: Schema): number {
  const text = schema.parameters?.get('scale')
  if (text === undefined) throw new DataException('Invalid Decimal schema: scale parameter not found.')
  const scale = Number(text)
  if (!/^[+-]?\d+$/.test(text) || (scale | 0) !== scale)
    throw new DataException('Invalid scale parameter found in Decimal schema: ')
  return scale
}

const decimal = (isNumeric: boolean): LogicalJson => ({
  write(value, schema) {
    if (!(value instanceof BigDecimal)) throw expected('Decimal', 'BigDecimal', value)
    if (isNumeric) return value.toString()
    const scale = scaleOf(schema)
    if (value.scale !== scale)
      throw new DataException(
        `Decimal value has mismatching scale for given Decimal schema. Schema has scale ${scale}, value has scale ${value.scale}.`,
      )
    return jsonBytes(unscaledToBytes(value.unscaled))
  },
  read(node, schema) {
    if (isJsonNumber(node)) return decimalValue(node)
    if (typeof node !== 'string') throw underlying('Decimal', 'numeric or bytes', node)
    try {
      return new BigDecimal(unscaledFromBytes(decodeBase64(node)), scaleOf(schema))
    } catch (error) {
      throw new DataException('Invalid bytes for Decimal field', error)
    }
  },
})

const base64Decimal = decimal(false)
const numericDecimal = decimal(true)

/** How a logical type looks in JSON; undefined for every other schema. Only the name decides, as in Java. */
export function logicalJsonOf(schema: Schema, isNumericDecimal: boolean): LogicalJson | undefined {
  switch (schema.name) {
    case LogicalNames.DECIMAL:
      return isNumericDecimal ? numericDecimal : base64Decimal
    case LogicalNames.DATE:
      return date
    case LogicalNames.TIME:
      return time
    case LogicalNames.TIMESTAMP:
      return timestamp
    default:
      return undefined
  }
}
