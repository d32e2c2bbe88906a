export {
  asDouble,
  asLong,
  convertToFloat32,
  convertToFloat64,
  convertToInt8,
  convertToInt16,
  convertToInt32,
  convertToInt64,
} from './convert.ts'
export { type ParsedValue, parseString } from './parse-string.ts'
export { valueToText } from './text.ts'
