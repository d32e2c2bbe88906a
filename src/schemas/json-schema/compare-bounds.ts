import { JsonNumber, type JsonObject, type JsonValue } from '../json/json-text.ts'

/** Keyword -> name in Confluent's change types; upper bounds must not fall, lower bounds must not rise. */
const upper = {
  maximum: 'MAXIMUM',
  exclusiveMaximum: 'EXCLUSIVE_MAXIMUM',
  maxLength: 'MAX_LENGTH',
  maxItems: 'MAX_ITEMS',
  maxProperties: 'MAX_PROPERTIES',
} as const
const lower = {
  minimum: 'MINIMUM',
  exclusiveMinimum: 'EXCLUSIVE_MINIMUM',
  minLength: 'MIN_LENGTH',
  minItems: 'MIN_ITEMS',
  minProperties: 'MIN_PROPERTIES',
} as const

const numberOf = (value: JsonValue | undefined): number | undefined =>
  value instanceof JsonNumber ? Number(value.text) : typeof value === 'number' ? value : undefined

/** Changes of limits that narrow what is valid. */
export function compareBounds(older: JsonObject, newer: JsonObject): readonly string[] {
  return [
    ...Object.entries(upper).flatMap(([key, name]) =>
      bound(older[key], newer[key], name, 'DECREASED', (a, b) => b < a),
    ),
    ...Object.entries(lower).flatMap(([key, name]) =>
      bound(older[key], newer[key], name, 'INCREASED', (a, b) => b > a),
    ),
    ...pattern(older, newer),
    ...multipleOf(older, newer),
    ...(newer['uniqueItems'] === true && older['uniqueItems'] !== true ? ['UNIQUE_ITEMS_ADDED'] : []),
  ]
}

function bound(
  older: JsonValue | undefined,
  newer: JsonValue | undefined,
  name: string,
  direction: string,
  isNarrower: (older: number, newer: number) => boolean,
): readonly string[] {
  const [before, after] = [numberOf(older), numberOf(newer)]
  if (after === undefined) return []
  if (before === undefined) return [`${name}_ADDED`]
  return isNarrower(before, after) ? [`${name}_${direction}`] : []
}

function pattern(older: JsonObject, newer: JsonObject): readonly string[] {
  const [before, after] = [older['pattern'], newer['pattern']]
  if (after === undefined || after === before) return []
  return [before === undefined ? 'PATTERN_ADDED' : 'PATTERN_CHANGED']
}

function multipleOf(older: JsonObject, newer: JsonObject): readonly string[] {
  const [before, after] = [numberOf(older['multipleOf']), numberOf(newer['multipleOf'])]
  if (after === undefined || after === before) return []
  if (before === undefined) return ['MULTIPLE_OF_ADDED']
  if (before % after === 0) return []
  return [after % before === 0 ? 'MULTIPLE_OF_EXPANDED' : 'MULTIPLE_OF_CHANGED']
}
