import { isStruct } from './struct-brand.ts'

/** A Java map in schemaless data: a `Map`, or a plain object (keys are strings). */
export type JavaMap = Map<unknown, unknown> | Readonly<Record<string, unknown>>

/** Whether a schemaless value stands for a `java.util.Map`. */
export function isJavaMap(value: unknown): value is JavaMap {
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Map) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && !isStruct(value)
}

/** The value under a string key, null when there is none. */
export function mapGet(map: JavaMap, key: string): unknown {
  if (map instanceof Map) return map.get(key) ?? null
  return Object.hasOwn(map, key) ? (map[key] ?? null) : null
}

export const mapHas = (map: JavaMap, key: string): boolean =>
  map instanceof Map ? map.has(key) : Object.hasOwn(map, key)

export const mapSize = (map: JavaMap): number => (map instanceof Map ? map.size : Object.keys(map).length)

export const mapEntries = (map: JavaMap): Iterable<[unknown, unknown]> =>
  map instanceof Map ? map : Object.entries(map)

/** A shallow copy of the same kind, free to change. */
export const mapCopy = (map: JavaMap): JavaMap => (map instanceof Map ? new Map(map) : { ...map })

/** An empty map of the same kind. */
export const mapLike = (map: JavaMap): JavaMap => (map instanceof Map ? new Map() : {})

/** Sets a key of a map that the caller owns. */
export function mapPut(map: JavaMap, key: string, value: unknown): void {
  if (map instanceof Map) map.set(key, value)
  else if (key === '__proto__')
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
  else (map as Record<string, unknown>)[key] = value
}

/** A copy without some keys. (Deleting from a plain object would make it slow for everything after.) */
export function mapWithout(map: JavaMap, keys: ReadonlySet<string>): JavaMap {
  const rest = mapLike(map)
  if (map instanceof Map) {
    for (const [key, value] of map) if (!keys.has(key as string)) mapPut(rest, key as string, value)
  } else {
    for (const key of Object.keys(map)) if (!keys.has(key)) mapPut(rest, key, map[key])
  }
  return rest
}
