import type { Schema } from '../../data/index.ts'

/**
 * Remembers what was built from a schema, by identity: records of one stream share their schema object. The last one is kept at hand
 * because most streams have only one. Entries go when their schema is collected.
 */
export function perSchema<T>(build: (schema: Schema) => T): (schema: Schema) => T {
  const known = new WeakMap<Schema, { readonly result: T }>()
  let lastSchema: Schema | undefined
  let lastResult: T | undefined
  return (schema) => {
    if (schema === lastSchema) return lastResult as T
    const entry = known.get(schema) ?? { result: build(schema) }
    known.set(schema, entry)
    lastSchema = schema
    lastResult = entry.result
    return entry.result
  }
}
