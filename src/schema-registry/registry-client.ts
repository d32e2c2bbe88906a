import type { RegisteredSchema, SchemaReference, SchemaRegistryPort } from '../api/index.ts'
import { type ClientConfig, clientConfigOf } from './client-config.ts'
import { registryConfig } from './registry-config.ts'
import { registryFailure } from './registry-failure.ts'

interface SchemaInfo {
  readonly schema: string
  readonly schemaType?: string
  readonly references?: { name: string; subject: string; version: number }[]
}

interface SchemaMetadata extends SchemaInfo {
  readonly id?: number
  readonly version?: number
}

/** The part of `@confluentinc/schemaregistry`'s client that is used. */
interface Client {
  register(subject: string, schema: SchemaInfo, normalize?: boolean): Promise<number>
  getId(subject: string, schema: SchemaInfo, normalize?: boolean): Promise<number>
  getBySubjectAndId(subject: string, id: number): Promise<SchemaInfo>
  getLatestSchemaMetadata(subject: string): Promise<SchemaMetadata>
  getSchemaMetadata(subject: string, version: number, deleted?: boolean): Promise<SchemaMetadata>
  getVersion(subject: string, schema: SchemaInfo, normalize?: boolean, deleted?: boolean): Promise<number>
}

/** Loading the client takes 0.2 s and tens of megabytes: only on first use, and only on the control thread. */
async function loadClient(config: ClientConfig): Promise<Client> {
  const module = await import('@confluentinc/schemaregistry/dist/schemaregistry-client.js')
  return new module.SchemaRegistryClient(config as never) as unknown as Client
}

/**
 * The schema registry of a converter's properties (`schema.registry.url`, `basic.auth.*` ...). For the control thread; task threads ask it through
 * `connectRegistry`. Answers are cached by the client. Throws ConfigException for wrong settings.
 */
export function createRegistryPort(props: Readonly<Record<string, unknown>>): SchemaRegistryPort {
  return new RegistryClient(clientConfigOf(registryConfig.parse(props)))
}

class RegistryClient implements SchemaRegistryPort {
  readonly #config: ClientConfig
  #client: Promise<Client> | undefined

  constructor(config: ClientConfig) {
    this.#config = config
  }

  byId(id: number, subject: string): Promise<RegisteredSchema> {
    const action = `get schema ${id}${subject === '' ? '' : ` (subject ${subject})`}`
    return this.#ask(action, async (client) => {
      const info = await client.getBySubjectAndId(subject, id)
      const version = subject === '' ? undefined : await versionOf(client, subject, info)
      return { ...(await this.#complete(client, info)), id, ...(version === undefined ? {} : { version }) }
    })
  }

  latest(subject: string): Promise<RegisteredSchema> {
    return this.#ask(`get the latest schema of subject ${subject}`, async (client) => {
      const found = await client.getLatestSchemaMetadata(subject)
      const version = found.version === undefined ? {} : { version: found.version }
      return { ...(await this.#complete(client, found)), id: found.id!, ...version }
    })
  }

  idFor(
    subject: string,
    schema: Omit<RegisteredSchema, 'id'>,
    options: { readonly autoRegister: boolean; readonly normalize: boolean },
  ): Promise<number> {
    const info: SchemaInfo = {
      schema: schema.schema,
      schemaType: schema.schemaType,
      ...(schema.references.length === 0
        ? {}
        : { references: schema.references.map(({ name, subject: of, version }) => ({ name, subject: of, version })) }),
    }
    return options.autoRegister
      ? this.#ask(`register a schema for subject ${subject}`, (client) =>
          client.register(subject, info, options.normalize),
        )
      : this.#ask(`find the schema in subject ${subject}`, (client) => client.getId(subject, info, options.normalize))
  }

  async #ask<T>(action: string, ask: (client: Client) => Promise<T>): Promise<T> {
    try {
      this.#client ??= loadClient(this.#config)
      return await ask(await this.#client)
    } catch (error) {
      throw registryFailure(error, action, this.#config.baseURLs.join(','))
    }
  }

  async #complete(client: Client, info: SchemaInfo): Promise<Omit<RegisteredSchema, 'id'>> {
    const references: SchemaReference[] = []
    await collectReferences(client, info, references)
    return {
      schemaType: (info.schemaType ?? 'AVRO') as RegisteredSchema['schemaType'],
      schema: info.schema,
      references,
    }
  }
}

/** Direct and indirect references, each after those it needs. */
async function collectReferences(client: Client, info: SchemaInfo, into: SchemaReference[]): Promise<void> {
  for (const { name, subject, version } of info.references ?? []) {
    if (into.some((known) => known.name === name)) continue
    const found = await client.getSchemaMetadata(subject, version, true)
    await collectReferences(client, found, into)
    into.push({ name, subject, version, schema: found.schema })
  }
}

/** The version that the schema has in the subject; undefined when it is not there (a record copied from another topic). */
async function versionOf(client: Client, subject: string, info: SchemaInfo): Promise<number | undefined> {
  try {
    return await client.getVersion(subject, info, false, true)
  } catch (error) {
    if ((error as { status?: number }).status === 404) return undefined
    throw error
  }
}
