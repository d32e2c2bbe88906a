import type { Reference, SchemaRequest, SchemaType, SchemaVersion } from '../model.ts'
import { RegistryError } from '../registry-error.ts'

const members = (body: unknown): Record<string, unknown> => {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  throw new RegistryError(400, 'The request needs a JSON object as its body')
}

export const bodyOf = members

/** A schema in a request: `schemaType` is AVRO unless given. */
export function schemaRequestOf(body: unknown): SchemaRequest {
  const { schema, schemaType, references, id, version, metadata, ruleSet } = members(body)
  if (typeof schema !== 'string') throw new RegistryError(42201, 'Empty schema')
  return {
    schema,
    schemaType: (typeof schemaType === 'string' && schemaType !== '' ? schemaType : 'AVRO') as SchemaType,
    references: Array.isArray(references) ? references.map(referenceOf) : [],
    ...(typeof id === 'number' && id >= 0 ? { id } : {}),
    ...(typeof version === 'number' && version > 0 ? { version } : {}),
    extra: {
      ...(metadata === undefined || metadata === null ? {} : { metadata }),
      ...(ruleSet === undefined || ruleSet === null ? {} : { ruleSet }),
    },
  }
}

function referenceOf(reference: unknown): Reference {
  const { name, subject, version } = members(reference)
  return { name: String(name), subject: String(subject), version: Number(version) }
}

const typeOf = (version: SchemaVersion) => (version.schemaType === 'AVRO' ? {} : { schemaType: version.schemaType })
const referencesOf = (version: SchemaVersion) =>
  version.references.length === 0 ? {} : { references: version.references }

/** A version as the API shows it. */
export const versionBody = (version: SchemaVersion, schema = version.schema) => ({
  subject: version.subject,
  version: version.version,
  id: version.id,
  ...typeOf(version),
  ...referencesOf(version),
  ...version.extra,
  schema,
})

/** A schema without its place. */
export const schemaBody = (version: SchemaVersion, schema = version.schema) => ({
  ...typeOf(version),
  schema,
  ...referencesOf(version),
  ...version.extra,
})
