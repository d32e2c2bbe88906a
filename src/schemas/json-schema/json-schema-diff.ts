import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../json/json-text.ts'
import { compareBounds } from './compare-bounds.ts'

/** One change between two versions of a JSON Schema that makes data of the old one invalid in the new one. `path` is `#/properties/a`. */
export interface JsonSchemaChange {
  readonly type: string
  readonly path: string
}

export type RefResolver = (ref: string, within: JsonValue) => JsonValue | undefined

/**
 * Changes for which a document that is valid in `older` may be invalid in `newer`, as Confluent's SchemaDiff finds them: an open content model
 * (additionalProperties not false) may have held anything under a name, so adding a property there is a change, removing one is not.
 */
export function jsonSchemaIncompatibilities(
  older: JsonValue,
  newer: JsonValue,
  resolve: { readonly older: RefResolver; readonly newer: RefResolver },
): readonly JsonSchemaChange[] {
  const diff = new Diff(older, newer, resolve)
  diff.compare(older, newer, '#')
  return diff.changes
}

class Diff {
  readonly changes: JsonSchemaChange[] = []
  readonly #roots: readonly [JsonValue, JsonValue]
  readonly #resolve: { readonly older: RefResolver; readonly newer: RefResolver }
  readonly #open = new Set<string>()

  constructor(
    older: JsonValue,
    newer: JsonValue,
    resolve: { readonly older: RefResolver; readonly newer: RefResolver },
  ) {
    this.#roots = [older, newer]
    this.#resolve = resolve
  }

  compare(oldGiven: JsonValue, newGiven: JsonValue, path: string): void {
    const key = refOf(oldGiven) !== null || refOf(newGiven) !== null ? `${refOf(oldGiven)} ${refOf(newGiven)}` : null
    if (key !== null) {
      if (this.#open.has(key)) return
      this.#open.add(key)
    }
    const older = this.#follow(oldGiven, this.#roots[0], this.#resolve.older)
    const newer = this.#follow(newGiven, this.#roots[1], this.#resolve.newer)
    this.#compareResolved(older, newer, path)
    if (key !== null) this.#open.delete(key)
  }

  #follow(schema: JsonValue, root: JsonValue, resolve: RefResolver): JsonValue {
    let current = schema
    for (let depth = 0; depth < 32; depth++) {
      const ref = refOf(current)
      if (ref === null) return current
      current = resolve(ref, root) ?? true
    }
    return current
  }

  #compareResolved(older: JsonValue, newer: JsonValue, path: string): void {
    if (older === false || acceptsAll(newer)) return
    if (newer === false) {
      this.#add('TYPE_CHANGED', path)
      return
    }
    if (acceptsAll(older)) {
      this.#add('TYPE_CHANGED', path)
      return
    }
    const [oldTypes, newTypes] = [alternatives(older as JsonObject), alternatives(newer as JsonObject)]
    if (oldTypes.length === 1 && newTypes.length === 1) this.#compareSingle(oldTypes[0]!, newTypes[0]!, path)
    else this.#compareSum(oldTypes, newTypes, path)
  }

  /** Each old alternative must fit one of the new ones. */
  #compareSum(older: readonly JsonValue[], newer: readonly JsonValue[], path: string): void {
    if (older.length > newer.length) {
      this.#add('SUM_TYPE_NARROWED', path)
      return
    }
    if (older.length === 1) {
      if (!newer.some((candidate) => this.#fits(older[0]!, candidate))) this.#add('TYPE_CHANGED', path)
      return
    }
    if (!older.every((one) => newer.some((candidate) => this.#fits(one, candidate))))
      this.#add('COMBINED_TYPE_SUBSCHEMAS_CHANGED', path)
  }

  #fits(older: JsonValue, newer: JsonValue): boolean {
    const probe = new Diff(this.#roots[0], this.#roots[1], this.#resolve)
    for (const key of this.#open) probe.#open.add(key)
    probe.compare(older, newer, '#')
    return probe.changes.length === 0
  }

  #compareSingle(older: JsonValue, newer: JsonValue, path: string): void {
    if (!isJsonObject(older) || !isJsonObject(newer)) {
      this.#compareResolved(older, newer, path)
      return
    }
    this.#compareAllOf(older, newer, path)
    const [oldType, newType] = [typeOf(older), typeOf(newer)]
    if (oldType !== newType && newType !== undefined) {
      const isExtended = oldType === 'integer' && newType === 'number'
      if (oldType === 'number' && newType === 'integer') this.#add('TYPE_NARROWED', path)
      else if (!isExtended) this.#add('TYPE_CHANGED', path)
      if (!isExtended) return
    }
    this.#compareEnum(older, newer, path)
    for (const type of compareBounds(older, newer)) this.#add(type, path)
    if (newType === 'object' || older['properties'] !== undefined || newer['properties'] !== undefined)
      this.#compareObject(older, newer, path)
    if (newType === 'array') this.#compareItems(older, newer, path)
  }

  #compareAllOf(older: JsonObject, newer: JsonObject, path: string): void {
    const [before, after] = [listOf(older['allOf']), listOf(newer['allOf'])]
    if (after.length > before.length && before.length > 0) this.#add('PRODUCT_TYPE_EXTENDED', path)
    else if (after.length > 0 && !after.every((one) => before.some((candidate) => this.#fits(candidate, one))))
      this.#add('COMBINED_TYPE_SUBSCHEMAS_CHANGED', `${path}/allOf`)
  }

  #compareEnum(older: JsonObject, newer: JsonObject, path: string): void {
    const [before, after] = [valuesOf(older), valuesOf(newer)]
    if (after === undefined) return
    if (before === undefined) this.#add('ENUM_ARRAY_NARROWED', path)
    else if (!before.every((value) => after.some((candidate) => jsonEquals(value, candidate))))
      this.#add(before.length > after.length ? 'ENUM_ARRAY_NARROWED' : 'ENUM_ARRAY_CHANGED', path)
  }

  #compareObject(older: JsonObject, newer: JsonObject, path: string): void {
    const [before, after] = [propertiesOf(older), propertiesOf(newer)]
    const [oldRest, newRest] = [older['additionalProperties'] ?? true, newer['additionalProperties'] ?? true]
    const required = new Set(listOf(newer['required']) as readonly string[])
    const wasRequired = new Set(listOf(older['required']) as readonly string[])
    this.#compareRest(oldRest, newRest, path)
    for (const [name, schema] of Object.entries(before)) {
      const at = `${path}/properties/${name}`
      if (name in after) {
        this.compare(schema, after[name]!, at)
        const hasDefault = isJsonObject(after[name]) && after[name]['default'] !== undefined
        if (required.has(name) && !wasRequired.has(name) && !hasDefault)
          this.#add('REQUIRED_ATTRIBUTE_ADDED', `${path}/required/${name}`)
      } else if (newRest === false && schema !== false) this.#add('PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL', at)
      else if (isJsonObject(newRest) && !acceptsAll(newRest) && !this.#fits(schema, newRest))
        this.#add('PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL', at)
    }
    for (const [name, schema] of Object.entries(after)) {
      if (name in before) continue
      this.#compareAdded(schema, oldRest, required.has(name), `${path}/properties/${name}`)
    }
  }

  #compareAdded(schema: JsonValue, oldRest: JsonValue, isRequired: boolean, path: string): void {
    if (acceptsAll(oldRest)) {
      if (!acceptsAll(schema)) this.#add('PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL', path)
      else if (isRequired) this.#add('REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL', path)
      return
    }
    const hasDefault = isJsonObject(schema) && schema['default'] !== undefined
    if (isRequired && !hasDefault) this.#add('REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL', path)
    else if (isJsonObject(oldRest) && !this.#fits(oldRest, schema))
      this.#add('PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL', path)
  }

  #compareRest(older: JsonValue, newer: JsonValue, path: string): void {
    if (older === false || acceptsAll(newer)) return
    if (newer === false) this.#add('ADDITIONAL_PROPERTIES_REMOVED', path)
    else if (acceptsAll(older)) this.#add('ADDITIONAL_PROPERTIES_NARROWED', path)
    else this.compare(older, newer, `${path}/additionalProperties`)
  }

  #compareItems(older: JsonObject, newer: JsonObject, path: string): void {
    const [before, after] = [older['items'] ?? true, newer['items'] ?? true]
    if (!Array.isArray(before) && !Array.isArray(after)) {
      this.compare(before, after, `${path}/items`)
      return
    }
    const [oldList, newList] = [listOf(before), listOf(after)]
    newList.forEach((schema, i) => {
      this.compare(oldList[i] ?? older['additionalItems'] ?? true, schema, `${path}/items/${i}`)
    })
  }

  #add(type: string, path: string): void {
    this.changes.push({ type, path })
  }
}

const refOf = (schema: JsonValue): string | null =>
  isJsonObject(schema) && typeof schema['$ref'] === 'string' ? schema['$ref'] : null

const annotations = new Set([
  'title',
  'description',
  'default',
  '$id',
  '$schema',
  '$comment',
  'examples',
  'definitions',
  '$defs',
])

/** `true`, `{}`, or only annotations. */
const acceptsAll = (schema: JsonValue): boolean =>
  schema === true ||
  (isJsonObject(schema) && Object.keys(schema).every((key) => annotations.has(key) || key.startsWith('connect.')))

/** What the value may be one of: members of oneOf or anyOf, or of a list of types. */
function alternatives(schema: JsonObject): readonly JsonValue[] {
  const union = schema['oneOf'] ?? schema['anyOf']
  if (Array.isArray(union)) return union as readonly JsonValue[]
  const type = schema['type']
  if (Array.isArray(type)) return (type as readonly string[]).map((one) => ({ ...schema, type: one }))
  return [schema]
}

const typeOf = (schema: JsonObject): JsonValue | undefined =>
  schema['type'] ?? (schema['properties'] === undefined ? undefined : 'object')

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : [])
const propertiesOf = (schema: JsonObject): JsonObject =>
  isJsonObject(schema['properties']) ? schema['properties'] : {}

const valuesOf = (schema: JsonObject): readonly JsonValue[] | undefined =>
  Array.isArray(schema['enum']) ? schema['enum'] : schema['const'] === undefined ? undefined : [schema['const']]
