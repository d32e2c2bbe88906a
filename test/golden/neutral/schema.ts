export { decodeSchema, encodeSchema, type NeutralSchema } from './data.ts'
