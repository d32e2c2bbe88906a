import { dateMillis, javaClassNameOf, javaDate, LogicalNames, type Schema } from '../../src/data/index.ts'
import { ConnectException, DataException, JavaException } from '../../src/errors/index.ts'
import { nullPointer, type SimpleDateFormat } from '../../src/java/index.ts'

export type TimestampType = 'string' | 'unix' | 'Date' | 'Time' | 'Timestamp'
export type Precision = 'nanoseconds' | 'microseconds' | 'milliseconds' | 'seconds'

const DAY = 86_400_000n
const MAX = 2n ** 63n - 1n
const saturate = (value: bigint) => (value > MAX ? MAX : value < -MAX - 1n ? -MAX - 1n : value)

/** `TimeUnit` conversions: saturating to finer units, towards zero to coarser ones. */
const toMillis: Record<Precision, (unix: bigint) => bigint> = {
  seconds: (unix) => saturate(unix * 1000n),
  milliseconds: (unix) => unix,
  microseconds: (unix) => unix / 1000n,
  nanoseconds: (unix) => unix / 1_000_000n,
}
const fromMillis: Record<Precision, (millis: bigint) => bigint> = {
  seconds: (millis) => millis / 1000n,
  milliseconds: (millis) => millis,
  microseconds: (millis) => saturate(millis * 1000n),
  nanoseconds: (millis) => saturate(millis * 1_000_000n),
}

export interface Conversion {
  readonly target: TimestampType
  /** Null when no format is configured. */
  readonly format: SimpleDateFormat | null
  readonly precision: Precision
}

/** The kind of timestamp that a schema holds. Throws ConnectException. */
export function typeOfSchema(schema: Schema): TimestampType {
  if (schema.name === LogicalNames.TIMESTAMP) return 'Timestamp'
  if (schema.name === LogicalNames.DATE) return 'Date'
  if (schema.name === LogicalNames.TIME) return 'Time'
  if (schema.type === 'string') return 'string'
  if (schema.type === 'int64') return 'unix'
  throw new ConnectException(`Schema ${schema} does not correspond to a known timestamp type format`)
}

/** The kind of timestamp that a schemaless value is: dates, longs and strings. Throws DataException. */
export function typeOfValue(value: unknown): TimestampType {
  if (value instanceof Date) return 'Timestamp'
  if (typeof value === 'string') return 'string'
  if (javaClassNameOf(value) === 'java.lang.Long') return 'unix'
  throw new DataException(`TimestampConverter does not support class ${javaClassNameOf(value)} objects as timestamps`)
}

/** Converts a value that is not null. An int64 comes out as a bigint. */
export function convert(value: unknown, source: TimestampType, conversion: Conversion): unknown {
  const millis = readMillis(value, source, conversion)
  switch (conversion.target) {
    case 'string':
      return formatOf(conversion, 'format').format(millis)
    case 'unix':
      return fromMillis[conversion.precision](millis)
    case 'Date':
      return javaDate(BigInt.asIntN(64, millis - timeOfDay(millis)))
    case 'Time':
      return javaDate(timeOfDay(millis))
    case 'Timestamp':
      return javaDate(millis)
  }
}

const timeOfDay = (millis: bigint) => ((millis % DAY) + DAY) % DAY

function readMillis(value: unknown, source: TimestampType, conversion: Conversion): bigint {
  if (source === 'string') return readText(value, conversion)
  if (source === 'unix') {
    if (typeof value === 'bigint') return toMillis[conversion.precision](value)
    if (typeof value === 'number' && javaClassNameOf(value) === 'java.lang.Long')
      return toMillis[conversion.precision](BigInt(value))
    throw new DataException(`Expected Unix timestamp to be a Long, but found class ${javaClassNameOf(value)}`)
  }
  if (value instanceof Date) return dateMillis(value)
  throw new DataException(`Expected ${source} to be a java.util.Date, but found class ${javaClassNameOf(value)}`)
}

function readText(value: unknown, conversion: Conversion): bigint {
  if (typeof value !== 'string')
    throw new DataException(`Expected string timestamp to be a String, but found class ${javaClassNameOf(value)}`)
  const format = formatOf(conversion, 'parse')
  try {
    return BigInt(format.parse(value))
  } catch (error) {
    if (!(error instanceof JavaException)) throw error
    throw new DataException(
      `Could not parse timestamp: value (${value}) does not match pattern (${format.pattern})`,
      error,
    )
  }
}

/** Java does not check that a string source has a format: the record meets a null. */
function formatOf({ format }: Conversion, method: string): SimpleDateFormat {
  if (format === null)
    throw nullPointer(`Cannot invoke "java.text.SimpleDateFormat.${method}(String)" because "config.format" is null`)
  return format
}
