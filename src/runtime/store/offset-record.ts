import type { OffsetMap } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'

/** Text of an offset record's key: `["<connector>",{<partition>}]` (S10.1), fields in the order of the map. */
export const offsetKey = (connector: string, partition: OffsetMap): string =>
  `[${JSON.stringify(connector)},${offsetJson(partition)}]`

/** The same text for the same partition, whatever the order of its fields. */
export function partitionKey(partition: OffsetMap): string {
  const names = Object.keys(partition ?? {})
  if (names.length < 2) return offsetJson(partition)
  return offsetJson(Object.fromEntries(names.sort().map((name) => [name, partition[name]!])))
}

/** A map of primitives as JSON; bigint keeps its digits. Throws DataException for anything else (S10.2). */
export function offsetJson(map: OffsetMap): string {
  if (typeof map !== 'object' || map === null || Array.isArray(map)) throw invalid('Offsets must be specified as a Map')
  const entries = Object.entries(map).map(([key, value]) => `${JSON.stringify(key)}:${primitive(key, value)}`)
  return `{${entries.join(',')}}`
}

function primitive(key: string, value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  throw invalid(`Offsets may only contain primitive types as values, but field ${key} contains ${kindOf(value)}`)
}

/** As `Schema.Type` calls it, for what can be in a map by mistake. */
const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'ARRAY' : typeof value === 'object' ? 'MAP' : typeof value

const invalid = (message: string) => new DataException(message)

/** null when the key is none of ours. */
export function parseOffsetKey(text: string): { readonly connector: string; readonly partition: OffsetMap } | null {
  const parsed = parseExactly(text)
  if (!Array.isArray(parsed) || parsed.length !== 2 || typeof parsed[0] !== 'string') return null
  const partition: unknown = parsed[1]
  return isMap(partition) ? { connector: parsed[0], partition } : null
}

export function parseOffset(text: string): OffsetMap | null {
  const parsed = parseExactly(text)
  return isMap(parsed) ? parsed : null
}

const isMap = (value: unknown): value is OffsetMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** JSON with integers beyond 2^53 as bigint; undefined when it is no JSON. */
function parseExactly(text: string): unknown {
  const revive = (_: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
      ? BigInt(context!.source!)
      : value
  try {
    return JSON.parse(text, revive as (key: string, value: unknown) => unknown)
  } catch {
    return undefined
  }
}
