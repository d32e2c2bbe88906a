import type { Converter, SchemaAndValue } from '../../api/index.ts'
import {
  BigDecimal,
  BigInteger,
  isLongNumber,
  JavaNumber,
  javaClassNameOf,
  type Schema,
  type SchemaType,
} from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'

export interface NumberFormat {
  /** As Java's error texts say it. */
  readonly typeName: string
  /** Bytes. */
  readonly size: number
  /** The schema of what is read; its type is the only one that is written. */
  readonly schema: Schema
  write(bytes: Buffer, value: number | bigint): void
  read(bytes: Buffer): number | bigint
}

/** `org.apache.kafka.connect.converters.NumberConverter`: Kafka's own serializers of numbers. Null stays null. */
export class NumberConverter implements Converter {
  readonly #format: NumberFormat

  constructor(format: NumberFormat) {
    this.#format = format
  }

  fromConnectData(_topic: string, schema: Schema | null, value: unknown): Uint8Array | null {
    if (value === null || value === undefined) return null
    const { typeName, size } = this.#format
    if (javaTypeOf(value, schema) !== this.#format.schema.type)
      throw new DataException(`Failed to serialize to ${typeName} (was class ${classNameOf(value, schema)}): `)
    const bytes = Buffer.alloc(size)
    this.#format.write(bytes, value instanceof JavaNumber ? value.value : (value as number | bigint))
    return bytes
  }

  toConnectData(_topic: string, bytes: Uint8Array | null): SchemaAndValue {
    const { schema, size, typeName } = this.#format
    if (bytes === null) return { schema, value: null }
    if (bytes.length !== size)
      throw new DataException(
        `Failed to deserialize ${typeName}: `,
        new RangeError(`${bytes.length} bytes where ${size} are expected`),
      )
    return { schema, value: this.#format.read(Buffer.from(bytes.buffer, bytes.byteOffset, size)) }
  }
}

const numericTypes: ReadonlySet<SchemaType> = new Set(['int8', 'int16', 'int32', 'int64', 'float32', 'float64'])

/** The type that Java's value would have: a plain number has its schema's type, or is a Long or Double without one. */
function javaTypeOf(value: unknown, schema: Schema | null): SchemaType | null {
  if (value instanceof JavaNumber) return (value as JavaNumber & { readonly type: SchemaType }).type
  if (typeof value === 'bigint') return 'int64'
  if (typeof value !== 'number') return null
  if (schema !== null && numericTypes.has(schema.type)) return schema.type
  return isLongNumber(value) ? 'int64' : 'float64'
}

const javaClasses: Partial<Record<SchemaType, string>> = {
  int8: 'java.lang.Byte',
  int16: 'java.lang.Short',
  int32: 'java.lang.Integer',
  int64: 'java.lang.Long',
  float32: 'java.lang.Float',
  float64: 'java.lang.Double',
}

function classNameOf(value: unknown, schema: Schema | null): string {
  if (value instanceof BigDecimal || value instanceof BigInteger) return javaClassNameOf(value)
  const type = javaTypeOf(value, schema)
  return (type && javaClasses[type]) ?? javaClassNameOf(value)
}
