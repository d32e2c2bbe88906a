import { isJsonObject, type JsonValue, parseJsonText, printJsonText } from '../../schemas/json/json-text.ts'
import { jsonSchemaIncompatibilities, refResolver, refsIn } from '../../schemas/json-schema/index.ts'
import { type ParsedSchema, problemText, type ResolvedReference, type SchemaKind } from './schema-kind.ts'

interface ParsedJson extends ParsedSchema {
  readonly json: JsonValue
  readonly references: readonly ResolvedReference[]
}

const types = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'])

/** JSON Schema, as Confluent's JsonSchema: stored as given but without white space. */
export const jsonKind: SchemaKind = {
  parse(text, references): ParsedJson {
    const json = parseJsonText(text)
    assertSchema(json, '#')
    const resolve = refResolver(documentsOf(references))
    for (const ref of refsIn(json))
      if (!/^https?:\/\/json-schema\.org\//.test(ref) && resolve(ref, json) === undefined)
        throw new Error(`unresolved reference ${ref}`)
    return {
      json,
      references,
      canonical: printJsonText(json),
      normalized: printJsonText(sorted(json)),
      backwardProblems: (older) => problems(older as ParsedJson, json, references),
    }
  },
}

const documentsOf = (references: readonly ResolvedReference[]) =>
  new Map(references.map(({ name, schema }) => [name, parseJsonText(schema)]))

function problems(older: ParsedJson, newer: JsonValue, references: readonly ResolvedReference[]): readonly string[] {
  const resolve = { older: refResolver(documentsOf(older.references)), newer: refResolver(documentsOf(references)) }
  return jsonSchemaIncompatibilities(older.json, newer, resolve).map(({ type, path }) =>
    problemText(type, `The new schema is narrower than the old one at path '${path}' (${type})`, path),
  )
}

/** What every draft agrees on; unknown keywords are fine. */
function assertSchema(schema: JsonValue, path: string): void {
  if (typeof schema === 'boolean') return
  if (!isJsonObject(schema)) throw new Error(`${path}: expected type: JsonObject or Boolean`)
  const given = schema['type']
  const listed = Array.isArray(given) ? given : given === undefined ? [] : [given]
  for (const type of listed as readonly JsonValue[])
    if (typeof type !== 'string' || !types.has(type))
      throw new Error(`${path}/type: unknown type: [${printJsonText(type)}]`)
  for (const keyword of ['properties', 'definitions', '$defs', 'patternProperties'])
    if (isJsonObject(schema[keyword]))
      for (const [name, child] of Object.entries(schema[keyword])) assertSchema(child, `${path}/${keyword}/${name}`)
  for (const keyword of ['oneOf', 'anyOf', 'allOf'])
    if (Array.isArray(schema[keyword]))
      (schema[keyword] as readonly JsonValue[]).forEach((child, i) => {
        assertSchema(child, `${path}/${keyword}/${i}`)
      })
  if (schema['items'] !== undefined && !Array.isArray(schema['items'])) assertSchema(schema['items'], `${path}/items`)
}

/** Keys in alphabetical order, but for lists whose order counts. */
function sorted(json: JsonValue): JsonValue {
  if (Array.isArray(json)) return json.map(sorted)
  if (!isJsonObject(json)) return json
  return Object.fromEntries(
    Object.keys(json)
      .sort()
      .map((key) => [key, sorted(json[key]!)]),
  )
}
