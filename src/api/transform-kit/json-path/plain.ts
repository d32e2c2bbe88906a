import { BigDecimal, BigInteger, isJavaMap, isStruct, JavaNumber, mapEntries } from '../../../data/index.ts'

/** A property of a struct or map; undefined when there is none. */
export function property(value: unknown, name: string): unknown {
  if (isStruct(value)) {
    const field = value.schema.field(name)
    return field === null ? undefined : (value.values[field.index] ?? field.schema.defaultValue)
  }
  if (value instanceof Map) return value.get(name)
  if (isJavaMap(value)) return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
  return undefined
}

/** The elements of a list, or the values of a struct or map; none of anything else. */
export function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (isStruct(value)) return value.schema.fields.map(({ name }) => property(value, name))
  return isJavaMap(value) ? [...mapEntries(value)].map(([, item]) => item) : []
}

export const isObject = (value: unknown): boolean => isStruct(value) || isJavaMap(value)

/** Numbers of all kinds as JavaScript's, for comparisons; everything else as it is. */
export function comparable(value: unknown): unknown {
  if (value instanceof JavaNumber) return value.value
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof BigDecimal) return value.toNumber()
  if (value instanceof BigInteger) return Number(value.value)
  return value
}
