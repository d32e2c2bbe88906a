import type { Schema } from '../../data/index.ts'
import { intToByte, intToShort } from '../../java/index.ts'
import { doubleValue, intValue, longValue } from './json-number.ts'

/** The Connect value of a JSON node; `undefined` = the node is missing. */
export type ValueReader = (node: unknown) => unknown

/** The reader of numbers and booleans, which never fails (Jackson's `intValue()` and its like); null for other types. */
export function primitiveReader(schema: Schema): ValueReader | null {
  switch (schema.type) {
    case 'int8':
      return (node) => intToByte(intValue(node))
    case 'int16':
      return (node) => intToShort(intValue(node))
    case 'int32':
      return intValue
    case 'int64':
      return longValue
    case 'float32':
      return (node) => Math.fround(doubleValue(node))
    case 'float64':
      return doubleValue
    case 'boolean':
      return (node) => node === true
    default:
      return null
  }
}
