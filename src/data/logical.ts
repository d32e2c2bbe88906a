import { DataException } from '../errors/index.ts'
import { ConnectSchema, type Schema } from './schema.ts'

const PACKAGE = 'org.apache.kafka.connect.data'

/** Names of Connect's logical types. */
export const LogicalNames = {
  DECIMAL: `${PACKAGE}.Decimal`,
  DATE: `${PACKAGE}.Date`,
  TIME: `${PACKAGE}.Time`,
  TIMESTAMP: `${PACKAGE}.Timestamp`,
} as const

const logical = (type: 'int32' | 'int64', name: string, isOptional: boolean) =>
  new ConnectSchema({ type, name, version: 1, isOptional })

/** Days since the epoch; values are `Date` at midnight UTC. */
export const DateSchema: Schema = logical('int32', LogicalNames.DATE, false)
export const OptionalDateSchema: Schema = logical('int32', LogicalNames.DATE, true)
/** Milliseconds of the day; values are `Date` on 1970-01-01. */
export const TimeSchema: Schema = logical('int32', LogicalNames.TIME, false)
export const OptionalTimeSchema: Schema = logical('int32', LogicalNames.TIME, true)
/** Milliseconds since the epoch; values are `Date`. */
export const TimestampSchema: Schema = logical('int64', LogicalNames.TIMESTAMP, false)
export const OptionalTimestampSchema: Schema = logical('int64', LogicalNames.TIMESTAMP, true)

/** Two's complement big-endian unscaled value; values are `BigDecimal` of exactly this scale. */
export function decimalSchema(scale: number, isOptional = false): Schema {
  const parameters = new Map([['scale', String(scale)]])
  return new ConnectSchema({ type: 'bytes', name: LogicalNames.DECIMAL, version: 1, parameters, isOptional })
}

export const MILLIS_PER_DAY = 86_400_000

/** `Date.fromLogical`: days since the epoch. Throws DataException unless the date is at midnight UTC. */
export function dateToDays(date: Date): number {
  const millis = date.getTime()
  if (millis % MILLIS_PER_DAY !== 0)
    throw new DataException('Kafka Connect Date type should not have any time fields set to non-zero values.')
  return (millis / MILLIS_PER_DAY) | 0
}

/** `Time.fromLogical`: milliseconds since midnight. Throws DataException unless it is a time on 1970-01-01. */
export function timeToMillis(date: Date): number {
  const millis = date.getTime()
  if (millis < 0 || millis > MILLIS_PER_DAY)
    throw new DataException('Kafka Connect Time type should not have any date fields set to non-zero values.')
  return millis
}
