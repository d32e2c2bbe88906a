import { invalidMessage } from '../invalid-message.ts'
import {
  type Codec,
  type Decoded,
  type Encoded,
  type Field,
  type FieldOptions,
  isNullable,
  type NullBy,
  type OptionalBy,
} from './field.ts'

/** A list of `element`. The length is checked against the rest of the message before anything is read. */
export function array<const F extends Field, const O extends FieldOptions = Record<never, never>>(
  element: F,
  options?: O,
): Field<Decoded<F>[] | NullBy<O>, readonly Encoded<F>[] | NullBy<O>, OptionalBy<O>> {
  return {
    options: options ?? {},
    compile: (at) => arrayCodec(element.compile(at), at.flexible, isNullable(options ?? {}, at.version)),
  }
}

function arrayCodec(element: Codec, flexible: boolean, nullable: boolean): Codec {
  return {
    bytesMin: flexible ? 1 : 4,
    zero: () => [],
    isZero: (value) => Array.isArray(value) && value.length === 0,
    read(reader) {
      const length = flexible ? reader.compactLength() : reader.int32()
      if (length < 0) {
        if (nullable && length === -1) return null
        throw invalidMessage('an array that must not be null is null')
      }
      reader.claimElements(length, element.bytesMin)
      const list: unknown[] = []
      for (let i = 0; i < length; i++) list.push(element.read(reader))
      return list
    },
    write(writer, value) {
      const list = value as readonly unknown[] | null
      const length = list === null ? -1 : list.length
      if (flexible) writer.uvarint(length + 1)
      else writer.int32(length)
      if (list) for (const item of list) element.write(writer, item)
    },
  }
}
