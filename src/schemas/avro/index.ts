export * from './avro-schema.ts'
export { type AvroParseOptions, parseAvro } from './parse-avro.ts'
export { avroToJson, avroToText } from './print-avro.ts'
export { isValidDefault } from './valid-default.ts'
