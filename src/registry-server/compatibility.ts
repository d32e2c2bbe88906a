import type { ParsedSchema } from './kinds/index.ts'
import type { CompatibilityLevel, SchemaType, SchemaVersion } from './model.ts'

/** An earlier version together with its understood schema. */
export interface EarlierVersion {
  readonly version: SchemaVersion
  readonly parsed: ParsedSchema
}

/** The schema that is to follow. */
export interface CheckedSchema {
  readonly schemaType: SchemaType
  readonly parsed: ParsedSchema
}

/**
 * Why `schema` may not follow `earlier` (oldest first) under `level`; empty = it may. Levels that are not transitive look at the latest version only.
 */
export function compatibilityProblems(
  schema: CheckedSchema,
  earlier: readonly EarlierVersion[],
  level: CompatibilityLevel,
): readonly string[] {
  if (level === 'NONE' || earlier.length === 0) return []
  const compared = level.endsWith('_TRANSITIVE') ? [...earlier].reverse() : earlier.slice(-1)
  for (const candidate of compared) {
    const problems = problemsWith(schema, candidate, level)
    if (problems.length > 0) return [...problems, ...contextOf(candidate, level)]
  }
  return []
}

function problemsWith(
  { schemaType, parsed: schema }: CheckedSchema,
  { parsed, version }: EarlierVersion,
  level: CompatibilityLevel,
): readonly string[] {
  if (version.schemaType !== schemaType) return ['Incompatible because of different schema type']
  const backward = level.startsWith('FORWARD') ? [] : schema.backwardProblems(parsed)
  const forward = level.startsWith('BACKWARD') ? [] : parsed.backwardProblems(schema)
  return [...backward, ...forward]
}

const contextOf = ({ version }: EarlierVersion, level: CompatibilityLevel): readonly string[] => [
  `{oldSchemaVersion: ${version.version}}`,
  `{oldSchema: '${version.schema}'}`,
  `{compatibility: '${level}'}`,
]
