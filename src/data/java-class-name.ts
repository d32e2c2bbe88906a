import { BigDecimal } from './decimal.ts'
import { BigInteger, isLongNumber, JavaNumber } from './java-number.ts'
import type { Schema } from './schema.ts'
import { isStruct } from './struct-brand.ts'

const boxes = { int8: 'Byte', int16: 'Short', int32: 'Integer', float32: 'Float', float64: 'Double' } as const

/** The Java class that a value stands for, for Java's error texts; `schema` tells numbers of a schema apart: `java.lang.Long`, `[B`, `java.util.HashMap` ... */
export function javaClassNameOf(value: unknown, schema: Schema | null = null): string {
  if (typeof value === 'string') return 'java.lang.String'
  if (typeof value === 'boolean') return 'java.lang.Boolean'
  if (typeof value === 'bigint') return 'java.lang.Long'
  if (typeof value === 'number' && schema !== null && schema.type in boxes)
    return `java.lang.${boxes[schema.type as keyof typeof boxes]}`
  if (typeof value === 'number') return isLongNumber(value) ? 'java.lang.Long' : 'java.lang.Double'
  if (value instanceof JavaNumber)
    return `java.lang.${boxes[(value as JavaNumber & { type: keyof typeof boxes }).type]}`
  if (value instanceof BigInteger) return 'java.math.BigInteger'
  if (value instanceof BigDecimal) return 'java.math.BigDecimal'
  if (value instanceof Date) return 'java.util.Date'
  if (value instanceof Uint8Array) return '[B'
  if (isStruct(value)) return 'org.apache.kafka.connect.data.Struct'
  if (Array.isArray(value)) return 'java.util.ArrayList'
  return 'java.util.HashMap'
}
