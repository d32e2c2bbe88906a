export { digitOf, javaSplit, javaTrim } from './character.ts'
export * from './date-format/index.ts'
export * from './gregorian-calendar.ts'
export { hashCodeOf, hashOrder } from './hash-order.ts'
export * from './java-exceptions.ts'
export * from './narrow.ts'
export { doubleToString, floatToString } from './number-format.ts'
export {
  parseFloat32,
  parseFloat64,
  parseInt8,
  parseInt16,
  parseInt32,
  parseInt64,
  parseJavaBoolean,
} from './parse-number.ts'
export * from './regex/index.ts'
export { decodeUtf8, encodeUtf8 } from './utf8.ts'
