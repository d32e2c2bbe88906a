import { DataException } from '../../errors/index.ts'
import type { MessageType, ProtoFile, ProtoMessage, ProtoTypes } from '../../schemas/protobuf/index.ts'
import type { AvroInput } from '../avro/avro-input.ts'
import { AvroOutput } from '../avro/avro-output.ts'

/**
 * The path to a message behind the schema id: a zig-zag varint with the count, then one for each index. The first message of a file, by far the most frequent,
 * is one zero byte.
 */
export function messageIndexBytes(indexes: readonly number[]): Uint8Array {
  if (indexes.length === 1 && indexes[0] === 0) return Uint8Array.of(0)
  const output = new AvroOutput(16)
  output.int(indexes.length)
  for (const index of indexes) output.int(index)
  return output.take()
}

export function readMessageIndexes(input: AvroInput): readonly number[] {
  const count = input.int()
  if (count === 0) return [0]
  if (count < 0 || count > 64) throw new DataException(`Invalid number of message indexes: ${count}`)
  return Array.from({ length: count }, () => input.int())
}

/** The message at a path. Throws DataException when there is none. */
export function messageAt(file: ProtoFile, types: ProtoTypes, indexes: readonly number[]): MessageType {
  let within: readonly ProtoMessage[] = file.messages
  let fullName = file.package ?? ''
  for (const index of indexes) {
    const message = within[index]
    if (message === undefined) throw new DataException(`The schema has no message at index ${indexes.join('.')}`)
    fullName = fullName === '' ? message.name : `${fullName}.${message.name}`
    within = message.messages
  }
  return types.get(fullName) as MessageType
}
