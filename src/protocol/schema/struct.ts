import { invalidMessage } from '../invalid-message.ts'
import type { Reader } from '../reader.ts'
import { Writer } from '../writer.ts'
import {
  type Codec,
  type Compile,
  type Decoded,
  type Encoded,
  type Field,
  type FieldOptions,
  type IsOptional,
  isNullable,
  isPresent,
  isTagged,
  type NullBy,
  type OptionalBy,
} from './field.ts'

export type Fields = Readonly<Record<string, Field>>

type Simplify<T> = { [K in keyof T]: T[K] }
export type DecodedFields<F extends Fields> = Simplify<{ -readonly [K in keyof F]: Decoded<F[K]> }>
export type EncodedFields<F extends Fields> = Simplify<
  { readonly [K in keyof F as IsOptional<F[K]> extends true ? never : K]: Encoded<F[K]> } & {
    readonly [K in keyof F as IsOptional<F[K]> extends true ? K : never]?: Encoded<F[K]> | undefined
  }
>

/**
 * Fields in wire order. Reading yields every field, with its default where the version lacks it. Writing takes the
 * default for a field that is left out, and drops a field that the version does not carry.
 */
export function struct<const F extends Fields, const O extends FieldOptions = Record<never, never>>(
  fields: F,
  options?: O,
): Field<DecodedFields<F> | NullBy<O>, EncodedFields<F> | NullBy<O>, OptionalBy<O>> {
  return {
    options: options ?? {},
    compile: (at) => {
      const codec = structCodec(compileFields(fields, at), at.flexible)
      const tagged = isTagged(options ?? {}, at)
      return isNullable(options ?? {}, at.version) ? nullableStruct(codec, tagged) : codec
    },
  }
}

interface CompiledField {
  readonly name: string
  readonly codec: Codec
  readonly presence: 'plain' | 'tagged' | 'absent'
  readonly tag: number
  /** A fresh value each time, since a reader's user may change what it got. */
  fallback(): unknown
  isFallback(value: unknown): boolean
}

function compileFields(fields: Fields, at: Compile): CompiledField[] {
  return Object.entries(fields).map(([name, field]) => {
    const { options } = field
    const codec = field.compile(at)
    const present = isPresent(options, at.version)
    const hasDefault = Object.hasOwn(options, 'default')
    return {
      name,
      codec,
      presence: !present ? 'absent' : isTagged(options, at) ? 'tagged' : 'plain',
      tag: options.tag ?? -1,
      fallback: hasDefault ? () => options.default : () => codec.zero(),
      isFallback: hasDefault ? (value) => value === options.default : (value) => codec.isZero(value),
    }
  })
}

function structCodec(fields: CompiledField[], flexible: boolean): Codec {
  const plain = fields.filter((field) => field.presence === 'plain')
  const tagged = fields.filter((field) => field.presence === 'tagged').sort((a, b) => a.tag - b.tag)
  const byTag = new Map(tagged.map((field) => [field.tag, field]))
  const bytesMin = plain.reduce((sum, field) => sum + field.codec.bytesMin, flexible ? 1 : 0)

  return {
    bytesMin,
    zero: () => Object.fromEntries(fields.map((field) => [field.name, field.fallback()])),
    isZero: (value) => fields.every((field) => isLeftOut(field, (value as Record<string, unknown>)[field.name])),
    read(reader) {
      const value: Record<string, unknown> = {}
      for (const field of fields) {
        value[field.name] = field.presence === 'plain' ? field.codec.read(reader) : field.fallback()
      }
      if (flexible) {
        reader.taggedFields((tag, from) => {
          const field = byTag.get(tag)
          if (field) value[field.name] = field.codec.read(from)
        })
      }
      return value
    },
    write(writer, value) {
      const from = value as Record<string, unknown>
      for (const field of plain) {
        const own = from[field.name]
        field.codec.write(writer, own === undefined ? field.fallback() : own)
      }
      if (flexible) writeTagged(writer, tagged, from)
    },
  }
}

const isLeftOut = (field: CompiledField, value: unknown) => value === undefined || field.isFallback(value)

function writeTagged(writer: Writer, tagged: CompiledField[], from: Record<string, unknown>): void {
  const given = tagged.filter((field) => !isLeftOut(field, from[field.name]))
  writer.uvarint(given.length)
  for (const field of given) {
    const content = new Writer(64)
    field.codec.write(content, from[field.name])
    writer.uvarint(field.tag)
    writer.uvarint(content.length)
    for (const part of content.toBuffers()) writer.raw(part)
  }
}

/** A marker byte before the struct: -1 is null, 1 is present. In a tagged field it is a varint, 0 or 1. */
function nullableStruct(codec: Codec, tagged: boolean): Codec {
  const readMarker = (reader: Reader) => (tagged ? reader.uvarint() : reader.int8() === -1 ? 0 : 1)
  return {
    bytesMin: 1,
    zero: () => codec.zero(),
    isZero: (value) => value !== null && codec.isZero(value),
    read(reader) {
      const marker = readMarker(reader)
      if (marker > 1) throw invalidMessage('a struct is neither present nor null')
      return marker === 0 ? null : codec.read(reader)
    },
    write(writer, value) {
      if (tagged) writer.uvarint(value === null ? 0 : 1)
      else writer.int8(value === null ? -1 : 1)
      if (value !== null) codec.write(writer, value)
    },
  }
}
