import {
  BigDecimal,
  BigInteger,
  isJavaMap,
  isStruct,
  type JavaMap,
  javaClassNameOf,
  mapEntries,
  mapPut,
} from '../../src/data/index.ts'
import { DataException } from '../../src/errors/index.ts'

export const joined = (prefix: string, delimiter: string, name: string): string =>
  prefix === '' ? name : prefix + delimiter + name

/** Puts the leaves of a map into `result`; lists are leaves. Throws DataException for what has no Connect type. */
export function flattenMap(map: JavaMap, prefix: string, delimiter: string, result: JavaMap): void {
  for (const [key, value] of mapEntries(map)) {
    const name = joined(prefix, delimiter, key as string)
    if (typeof value === 'object' && value !== null) {
      if (isStruct(value))
        throw new DataException(
          `Flatten transformation does not support class ${javaClassNameOf(value)} for record without schemas (for field ${name}).`,
        )
      if (value instanceof Date || value instanceof BigDecimal || value instanceof BigInteger)
        throw new DataException(
          `Flatten transformation was passed a value of type class ${javaClassNameOf(value)} which is not supported by Connect's data API`,
        )
      if (isJavaMap(value)) {
        flattenMap(value, name, delimiter, result)
        continue
      }
    }
    mapPut(result, name, value ?? null)
  }
}
