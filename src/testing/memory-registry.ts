import type { RegisteredSchema, SchemaReference, SchemaRegistryPort } from '../api/index.ts'
import type { Registry } from '../registry-server/registry.ts'
import { registryFailure } from '../schema-registry/registry-failure.ts'

/** A schema that is in the registry before a test begins. */
export interface GivenSchema {
  /** Default AVRO. */
  readonly schemaType?: 'AVRO' | 'JSON' | 'PROTOBUF'
  readonly schema: string
  readonly references?: readonly { readonly name: string; readonly subject: string; readonly version: number }[]
}

/**
 * The embedded registry in memory, without HTTP: every converter of a chain under test gets it, whatever its `schema.registry.url`. Its rules, compatibility
 * checks too, are those of the real one.
 */
export class MemoryRegistry implements SchemaRegistryPort {
  readonly #given: Readonly<Record<string, GivenSchema>>
  #registry: Promise<Registry> | undefined

  /** `given`: by subject, in order of registration. */
  constructor(given: Readonly<Record<string, GivenSchema>> = {}) {
    this.#given = given
  }

  byId(id: number, subject: string): Promise<RegisteredSchema> {
    return this.#ask(`get schema ${id}${subject === '' ? '' : ` (subject ${subject})`}`, (registry) => {
      const found = registry.store.byId(id)
      if (found === undefined) throw { status: 404, message: `Schema ${id} not found; Error code: 40403` }
      return registered(registry, found)
    })
  }

  latest(subject: string): Promise<RegisteredSchema> {
    return this.#ask(`get the latest schema of subject ${subject}`, (registry) =>
      registered(registry, registry.version(subject, 'latest', false)),
    )
  }

  idFor(
    subject: string,
    { schema, schemaType, references }: Omit<RegisteredSchema, 'id'>,
    { autoRegister, normalize }: { readonly autoRegister: boolean; readonly normalize: boolean },
  ): Promise<number> {
    const request = { schema, schemaType, references, extra: {} }
    return autoRegister
      ? this.#ask(
          `register a schema for subject ${subject}`,
          async (registry) => (await registry.register(subject, request, normalize)).id,
        )
      : this.#ask(
          `find the schema in subject ${subject}`,
          (registry) => registry.lookUp(subject, request, { normalize, deleted: false }).id,
        )
  }

  async #ask<T>(action: string, ask: (registry: Registry) => T | Promise<T>): Promise<T> {
    this.#registry ??= this.#open()
    const registry = await this.#registry
    try {
      return await ask(registry)
    } catch (error) {
      throw registryFailure(withCode(error), action, 'of this test')
    }
  }

  async #open(): Promise<Registry> {
    const [{ Registry: Rules }, { memoryLog }] = await Promise.all([
      import('../registry-server/registry.ts'),
      import('../registry-server/registry-log.ts'),
    ])
    const registry = new Rules(memoryLog())
    await registry.start()
    for (const [subject, { schema, schemaType = 'AVRO', references = [] }] of Object.entries(this.#given))
      await registry.register(subject, { schema, schemaType, references, extra: {} }, false)
    return registry
  }
}

interface Stored extends Pick<RegisteredSchema, 'id' | 'schemaType' | 'schema'> {
  readonly version: number
  readonly references: readonly Omit<SchemaReference, 'schema'>[]
}

function registered(registry: Registry, { id, version, schemaType, schema, references }: Stored): RegisteredSchema {
  return { id, version, schemaType, schema, references: referencesOf(registry, references) }
}

function referencesOf(registry: Registry, references: Stored['references']): SchemaReference[] {
  return references.flatMap((reference) => {
    const found = registry.version(reference.subject, String(reference.version), true)
    return [...referencesOf(registry, found.references), { ...reference, schema: found.schema }]
  })
}

/** The text of a client's error, which ends with the code. */
const withCode = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && 'status' in error
    ? { status: error.status, message: `${error.message}; Error code: ${String(error.code)}` }
    : error
