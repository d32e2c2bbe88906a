export { array } from './array.ts'
export type { Codec, Decoded, Encoded, Field, FieldOptions } from './field.ts'
export { bool, bytes, float64, int8, int16, int32, int64, records, string, uint16, uint32, uuid } from './primitives.ts'
export { struct } from './struct.ts'
