import { copySchemaBasics, requireStruct } from '../../src/api/transform-kit/index.ts'
import { primitiveTypes, type Schema, SchemaBuilder, type SchemaType, Struct } from '../../src/data/index.ts'
import { JavaException } from '../../src/errors/index.ts'
import { javaSplit } from '../../src/java/index.ts'

/** A value to put into a struct; dots in the name lead into nested structs. */
export interface Entry {
  readonly name: string
  readonly schema: Schema | null
  readonly value: unknown
}

const ROOT = 'payload'
const primitives: ReadonlySet<SchemaType> = new Set(primitiveTypes)
const partsOf = (name: string) => javaSplit(name, '.')

/** The schema with the entries added, after `ConnectRecordUtil.makeNewSchema`. Throws DebeziumException for a primitive on the way. */
export function withEntrySchemas(schema: Schema, entries: readonly Entry[]): Schema {
  const nested = nestedNames(entries)
  for (const name of nested) refusePrimitives(schema, name)
  return newSchema(ROOT, schema, entries, nested, 0)
}

/** The struct with the entries added, for a schema made by `withEntrySchemas`. */
export function withEntries(struct: Struct, entries: readonly Entry[], schema: Schema): Struct {
  return newValue(ROOT, struct, entries, schema, nestedNames(entries), 0)
}

const nestedNames = (entries: readonly Entry[]) => entries.map(({ name }) => name).filter((name) => name.includes('.'))

function refusePrimitives(schema: Schema, name: string): void {
  let current = schema
  for (const part of partsOf(name).slice(0, -1)) {
    const field = current.field(part)
    if (field === null) return
    if (primitives.has(field.schema.type))
      throw new JavaException(
        'io.debezium.DebeziumException',
        `Field '${part}' is a primitive type, not a struct. Cannot add nested field '${name}'.`,
      )
    current = field.schema
  }
}

const leadsInto = (field: string, nested: readonly string[]) => nested.some((name) => name.includes(`${field}.`))

function newSchema(
  fieldName: string,
  old: Schema,
  entries: readonly Entry[],
  nested: readonly string[],
  level: number,
): Schema {
  if (primitives.has(old.type)) return old
  const builder = copySchemaBasics(old, SchemaBuilder.struct())
  const names = new Set<string>()
  const add = (name: string, schema: Schema) => {
    names.add(name)
    builder.field(name, schema)
  }
  for (const { name, schema } of old.fields)
    add(name, leadsInto(name, nested) ? newSchema(name, schema, entries, nested, level + 1) : schema)
  for (const entry of entries) {
    const name = nameAt(entry.name, fieldName, level)
    if (name !== null && !names.has(name)) add(name, entry.schema!)
  }
  for (const parent of newParents(fieldName, old, nested, level)) {
    const struct = SchemaBuilder.struct().optional()
    for (const entry of entries) {
      const name = nameIn(entry.name, parent, fieldName, level)
      if (name !== null) struct.field(name, entry.schema!)
    }
    add(parent, struct.build())
  }
  return builder.build()
}

function newValue(
  fieldName: string,
  old: Struct,
  entries: readonly Entry[],
  schema: Schema,
  nested: readonly string[],
  level: number,
): Struct {
  const result = new Struct(schema)
  for (const field of old.schema.fields) {
    const value = old.get(field)
    if (value === null) continue
    const target = schema.field(field.name)!
    const isParent = leadsInto(field.name, nested)
    result.put(
      target,
      isParent
        ? newValue(field.name, requireStruct(value, 'Nested field'), entries, target.schema, nested, level + 1)
        : value,
    )
  }
  for (const entry of entries) {
    const name = nameAt(entry.name, fieldName, level)
    if (name !== null) result.put(name, entry.value)
  }
  for (const parent of newParents(fieldName, old.schema, nested, level)) {
    const field = schema.field(parent)
    if (field === null) continue
    const struct = new Struct(field.schema)
    for (const entry of entries) {
      const name = nameIn(entry.name, parent, fieldName, level)
      if (name !== null) struct.put(name, entry.value)
    }
    result.put(field, struct)
  }
  return result
}

/** The field of this level that an entry goes to, or null. */
function nameAt(destination: string, fieldName: string, level: number): string | null {
  const parts = partsOf(destination)
  if (parts.length === 1 && fieldName === ROOT) return parts[0]!
  if (parts.length === level + 1 && parts[Math.max(level - 1, 0)] === fieldName) return parts[level]!
  return null
}

/** Structs of this level that do not exist yet. */
function newParents(fieldName: string, schema: Schema, nested: readonly string[], level: number): string[] {
  const parents = new Set<string>()
  for (const name of nested) {
    const parts = partsOf(name)
    const belongs = level === 0 ? fieldName === ROOT : level < parts.length && parts[level - 1] === fieldName
    const field = parts[level]
    if (belongs && field !== undefined && level < parts.length - 1 && schema.field(field) === null) parents.add(field)
  }
  return [...parents]
}

function nameIn(destination: string, parent: string, fieldName: string, level: number): string | null {
  const parts = partsOf(destination)
  if (level === 0 && fieldName === ROOT) return parts.length > 1 && parent === parts[0] ? parts[1]! : null
  const isOnPath = level > 0 && parts.slice(0, level + 1).join('.') === parent
  return isOnPath && level + 1 < parts.length ? parts[level + 1]! : null
}
