export {
  type Api,
  type ApiDefinition,
  defineApi,
  type RequestInput,
  type RequestOf,
  type ResponseInput,
  type ResponseOf,
} from './define-api.ts'
export { ErrorCode, type KafkaError, type KafkaErrorName, kafkaErrorOf, kafkaErrors } from './errors.ts'
export * from './headers.ts'
export { invalidMessage } from './invalid-message.ts'
export * from './messages/index.ts'
export { Reader, ZERO_UUID } from './reader.ts'
export * from './schema/index.ts'
export { type DeferredBytes, Writer } from './writer.ts'
