import { kinds, type ParsedSchema, type ResolvedReference } from './kinds/index.ts'
import type { Reference, SchemaRequest } from './model.ts'
import * as errors from './registry-error.ts'
import { contentKey, type SchemaStore } from './schema-store.ts'

export type SchemaText = Pick<SchemaRequest, 'schema' | 'schemaType' | 'references'>

/** So many are remembered, then none. */
const REMEMBERED_SCHEMAS = 1000

/** Schemas that were understood, with the schemas of the store that they refer to. Throws 42201. */
export class ParsedSchemas {
  readonly #store: SchemaStore
  readonly #known = new Map<string, ParsedSchema>()

  constructor(store: SchemaStore) {
    this.#store = store
  }

  parse(request: SchemaText): ParsedSchema {
    const key = contentKey(request)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const kind = kinds[request.schemaType]
    if (kind === undefined) throw errors.invalidSchema(`Invalid schema type ${request.schemaType}`)
    if (request.schema === '') throw errors.invalidSchema('Empty schema')
    try {
      const parsed = kind.parse(request.schema, this.#resolve(request.references))
      if (this.#known.size > REMEMBERED_SCHEMAS) this.#known.clear()
      this.#known.set(key, parsed)
      return parsed
    } catch (error) {
      if (error instanceof errors.RegistryError) throw error
      const reason = error instanceof Error ? error.message : String(error)
      throw errors.invalidSchema(
        `Invalid schema {subject=null,version=0,id=0,schemaType=${request.schemaType},references=[${request.references.map((r) => r.name).join(', ')}],metadata=null,ruleSet=null,schemaTags=null,schema=${request.schema}} with refs [] of type ${request.schemaType}, details: ${reason}`,
      )
    }
  }

  /** Texts of the references, those that others need first. */
  #resolve(references: readonly Reference[], into: ResolvedReference[] = []): ResolvedReference[] {
    for (const { name, subject, version } of references) {
      if (into.some((known) => known.name === name)) continue
      const found =
        version === -1
          ? this.#store.versions(subject, false).at(-1)
          : this.#store.versions(subject, true).find((candidate) => candidate.version === version)
      if (found === undefined)
        throw errors.invalidSchema(
          `Invalid schema: No schema reference found for subject "${subject}" and version ${version}`,
        )
      this.#resolve(found.references, into)
      into.push({ name, schema: found.schema })
    }
    return into
  }
}
