export { decodeValue, encodeValue, type NeutralValue } from './data.ts'
