/** The cases that need a schema registry's formats: Avro, JSON Schema, Protobuf. */
export { avroFrom, avroTo } from './registry/cases.ts'
