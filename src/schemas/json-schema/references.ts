import { isJsonObject, type JsonValue } from '../json/json-text.ts'
import type { RefResolver } from './json-schema-diff.ts'

/** Finds what a `$ref` means: a pointer into the same document (`#/definitions/A`), or a document by its reference name or `$id`. */
export function refResolver(documents: ReadonlyMap<string, JsonValue>): RefResolver {
  return (ref, within) => {
    const [name, pointer = ''] = ref.split('#') as [string, string?]
    const document = name === '' ? within : (documents.get(name) ?? byId(documents, name) ?? idOf(within, name))
    return document === undefined ? undefined : pointInto(document, pointer)
  }
}

const idOf = (document: JsonValue, name: string): JsonValue | undefined =>
  isJsonObject(document) && document['$id'] === name ? document : undefined

function byId(documents: ReadonlyMap<string, JsonValue>, name: string): JsonValue | undefined {
  for (const document of documents.values()) if (idOf(document, name) !== undefined) return document
  return undefined
}

function pointInto(document: JsonValue, pointer: string): JsonValue | undefined {
  let current: JsonValue | undefined = document
  for (const part of pointer.split('/').filter((one) => one !== '')) {
    const key = decodeURIComponent(part).replace(/~1/g, '/').replace(/~0/g, '~')
    if (Array.isArray(current)) current = (current as readonly JsonValue[])[Number(key)]
    else if (isJsonObject(current)) current = current[key]
    else return undefined
  }
  return current
}

/** Every `$ref` in a schema. */
export function refsIn(schema: JsonValue): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(refsIn)
  if (!isJsonObject(schema)) return []
  const own = typeof schema['$ref'] === 'string' ? [schema['$ref']] : []
  return [...own, ...Object.values(schema).flatMap(refsIn)]
}
