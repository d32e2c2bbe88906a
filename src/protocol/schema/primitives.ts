import { invalidMessage } from '../invalid-message.ts'
import { type Reader, ZERO_UUID } from '../reader.ts'
import type { DeferredBytes, Writer } from '../writer.ts'
import { type Codec, type Field, type FieldOptions, isNullable, type NullBy, type OptionalBy } from './field.ts'

type Simple<T> = <const O extends FieldOptions = Record<never, never>>(options?: O) => Field<T, T, OptionalBy<O>>
type Nullable<T> = <const O extends FieldOptions = Record<never, never>>(
  options?: O,
) => Field<T | NullBy<O>, T | NullBy<O>, OptionalBy<O>>

function fixed<T>(bytesMin: number, zero: T, read: (r: Reader) => T, write: (w: Writer, value: T) => void): Simple<T> {
  const codec: Codec = {
    bytesMin,
    read,
    write: write as Codec['write'],
    zero: () => zero,
    isZero: (value) => value === zero,
  }
  return (options) => ({ options: options ?? {}, compile: () => codec })
}

export const int8 = fixed<number>(
  1,
  0,
  (r) => r.int8(),
  (w, v) => w.int8(v),
)
export const int16 = fixed<number>(
  2,
  0,
  (r) => r.int16(),
  (w, v) => w.int16(v),
)
export const uint16 = fixed<number>(
  2,
  0,
  (r) => r.uint16(),
  (w, v) => w.uint16(v),
)
export const int32 = fixed<number>(
  4,
  0,
  (r) => r.int32(),
  (w, v) => w.int32(v),
)
export const uint32 = fixed<number>(
  4,
  0,
  (r) => r.uint32(),
  (w, v) => w.uint32(v),
)
export const int64 = fixed<bigint>(
  8,
  0n,
  (r) => r.int64(),
  (w, v) => w.int64(v),
)
export const float64 = fixed<number>(
  8,
  0,
  (r) => r.float64(),
  (w, v) => w.float64(v),
)
export const bool = fixed<boolean>(
  1,
  false,
  (r) => r.bool(),
  (w, v) => w.bool(v),
)
/** 22 characters of base64url, as Kafka prints it. */
export const uuid = fixed<string>(
  16,
  ZERO_UUID,
  (r) => r.uuid(),
  (w, v) => w.uuid(v),
)

const notNull = () => invalidMessage('a value that must not be null is null')

const stringCodec = (
  read: (r: Reader) => string | null,
  write: (w: Writer, value: never) => void,
  bytesMin: number,
): Codec => ({
  read,
  write: write as Codec['write'],
  bytesMin,
  zero: () => '',
  isZero: (value) => value === '',
})

const strings = {
  plain: stringCodec(
    (r) => r.string(),
    (w, v: string) => w.string(v),
    2,
  ),
  plainNull: stringCodec(
    (r) => r.nullableString(),
    (w, v: string | null) => w.nullableString(v),
    2,
  ),
  compact: stringCodec(
    (r) => r.compactString(),
    (w, v: string) => w.compactString(v),
    1,
  ),
  compactNull: stringCodec(
    (r) => r.compactNullableString(),
    (w, v: string | null) => w.compactNullableString(v),
    1,
  ),
}

export const string: Nullable<string> = (options) => ({
  options: options ?? {},
  compile: ({ version, flexible }) => {
    if (isNullable(options ?? {}, version)) return flexible ? strings.compactNull : strings.plainNull
    return flexible ? strings.compact : strings.plain
  },
})

const EMPTY = Buffer.alloc(0)

function writeLength(writer: Writer, length: number, flexible: boolean): void {
  if (flexible) writer.uvarint(length + 1)
  else writer.int32(length)
}

function bytesCodec(flexible: boolean, nullable: boolean): Codec {
  return {
    bytesMin: flexible ? 1 : 4,
    zero: () => EMPTY,
    isZero: (value) => Buffer.isBuffer(value) && value.length === 0,
    read(reader) {
      const length = flexible ? reader.compactLength() : reader.int32()
      if (length >= 0) return reader.bytesOf(length)
      if (!nullable || length !== -1) throw notNull()
      return null
    },
    write(writer, value) {
      if (value === null) {
        writeLength(writer, -1, flexible)
      } else if (Array.isArray(value)) {
        const parts = value as readonly Buffer[]
        writeLength(
          writer,
          parts.reduce((sum, part) => sum + part.length, 0),
          flexible,
        )
        for (const part of parts) writer.raw(part)
      } else {
        const bytes = value as Buffer | DeferredBytes
        writeLength(writer, bytes.length, flexible)
        writer.raw(bytes)
      }
    },
  }
}

/** Reading yields a view of the message. */
export const bytes: Nullable<Buffer> = (options) => ({
  options: options ?? {},
  compile: ({ version, flexible }) => bytesCodec(flexible, isNullable(options ?? {}, version)),
})

/** Record batches, untouched; a writer may pass several buffers that belong one after the other, or a stretch of a file. */
export const records = <const O extends FieldOptions = Record<never, never>>(
  options?: O,
): Field<Buffer | null, Buffer | readonly Buffer[] | DeferredBytes | null, OptionalBy<O>> => ({
  options: options ?? {},
  compile: ({ flexible }) => bytesCodec(flexible, true),
})
