import { JavaException } from '../../errors/index.ts'

export const HEADER_BYTES = 5

/** Magic byte 0 and the schema id, big-endian. */
export function wirePrefix(id: number): Buffer {
  const prefix = Buffer.alloc(HEADER_BYTES)
  prefix.writeInt32BE(id, 1)
  return prefix
}

/** The schema id of a message. Throws SerializationException, with Confluent's text, when it is not in the registry's format. */
export function readSchemaId(bytes: Uint8Array): number {
  if (bytes.length < HEADER_BYTES || bytes[0] !== 0) throw serializationException('Unknown magic byte!')
  return (bytes[1]! << 24) | (bytes[2]! << 16) | (bytes[3]! << 8) | bytes[4]!
}

export const serializationException = (message: string, cause?: unknown): JavaException =>
  new JavaException('org.apache.kafka.common.errors.SerializationException', message, cause)
