import type { Arguments, AvroField, AvroObject, AvroType } from '../avro-types.ts'

export interface Quickstart {
  readonly avro: AvroObject
  /** Field that is the key unless schema.keyfield says otherwise. */
  readonly keyField: string
}

const annotated =
  (type: AvroType, logicalType?: string) =>
  (name: string, given: Arguments = {}): AvroField => ({
    name,
    type: { type, ...(logicalType === undefined ? {} : { logicalType }), 'arg.properties': given },
  })

export const int = annotated('int')
export const long = annotated('long')
export const double = annotated('double')
export const string = annotated('string')
export const date = annotated('int', 'date')
export const timestamp = annotated('long', 'timestamp-millis')

/** Values from a list, evenly. */
export const oneOf = (...options: readonly (string | number)[]): Arguments => ({ options })
/** `min` inclusive, `max` exclusive. */
export const within = (min: number, max: number): Arguments => ({ range: { min, max } })
export const regex = (text: string): Arguments => ({ regex: text })
export const counting = (start: number, step = 1): Arguments => ({ iteration: { start, step } })

/** A year of days, and of milliseconds, that dates and times come from. */
export const days = within(19_700, 20_065)
export const moments = within(1_702_080_000_000, 1_733_616_000_000)

export function record(
  namespace: string,
  name: string,
  fields: readonly AvroField[],
  options?: readonly object[],
): AvroObject {
  return {
    type: 'record',
    namespace,
    name,
    fields,
    ...(options === undefined ? {} : { 'arg.properties': { options } }),
  }
}

export const quickstart = (keyField: string, avro: AvroObject): Quickstart => ({ avro, keyField })
