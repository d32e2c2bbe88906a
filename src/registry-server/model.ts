export type SchemaType = 'AVRO' | 'JSON' | 'PROTOBUF'

export interface Reference {
  readonly name: string
  readonly subject: string
  readonly version: number
}

/** One version of a subject, as `_schemas` keeps it. */
export interface SchemaVersion {
  readonly subject: string
  readonly version: number
  readonly id: number
  readonly schemaType: SchemaType
  readonly references: readonly Reference[]
  /** Canonical text. */
  readonly schema: string
  readonly isDeleted: boolean
  /** Members that we keep but do not act on (`metadata`, `ruleSet`). */
  readonly extra: Readonly<Record<string, unknown>>
}

export const compatibilityLevels = [
  'NONE',
  'BACKWARD',
  'FORWARD',
  'FULL',
  'BACKWARD_TRANSITIVE',
  'FORWARD_TRANSITIVE',
  'FULL_TRANSITIVE',
] as const
export type CompatibilityLevel = (typeof compatibilityLevels)[number]

export const modes = ['READWRITE', 'READONLY', 'READONLY_OVERRIDE', 'IMPORT', 'FORWARD'] as const
export type Mode = (typeof modes)[number]

/** What `PUT /config` sets; members other than the level are kept and given back. */
export interface SubjectConfig {
  readonly compatibilityLevel?: CompatibilityLevel
  readonly normalize?: boolean
  readonly [member: string]: unknown
}

/** A schema as a client sends it. */
export interface SchemaRequest {
  readonly schema: string
  readonly schemaType: SchemaType
  readonly references: readonly Reference[]
  readonly id?: number
  readonly version?: number
  readonly extra: Readonly<Record<string, unknown>>
}
