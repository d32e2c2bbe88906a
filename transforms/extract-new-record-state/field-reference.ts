import { copySchemaBasics } from '../../src/api/transform-kit/index.ts'
import type { Schema, Struct } from '../../src/data/index.ts'
import { illegalArgument, javaSplit, nullPointer } from '../../src/java/index.ts'

/** A field of the envelope that `add.fields` or `add.headers` names, and the name that it gets. */
export interface FieldReference {
  readonly field: string
  /** The struct of the envelope that holds it; null = the envelope itself. */
  readonly struct: string | null
  readonly newName: string
}

const structOf: Readonly<Record<string, string | null>> = {
  id: 'transaction',
  data_collection_order: 'transaction',
  total_order: 'transaction',
  op: null,
  ts_ms: null,
  ts_us: null,
  ts_ns: null,
  updateDescription: 'updateDescription',
}

/** Reads `op,source.lsn,table:tbl`: a dot names the struct, a colon the new name. */
export function parseReferences(text: string, prefix: string): FieldReference[] {
  if (text === '') return []
  return javaSplit(text, ',').map((item) => parseReference(item.trim(), prefix))
}

function parseReference(item: string, prefix: string): FieldReference {
  const parts = javaSplit(item, ':')
  const path = javaSplit(parts[0] ?? '', '.')
  const isNested = path.length !== 1
  const field = (isNested ? path[1] : path[0]) ?? ''
  const struct = isNested ? path[0]! : Object.hasOwn(structOf, field) ? structOf[field]! : 'source'
  if (parts.length > 2) throw illegalArgument(`Unexpected field name: ${item}`)
  const name = parts.length === 2 ? parts[1]! : isNested ? `${struct}_${field}` : field
  return { field, struct, newName: prefix + name }
}

/** The schema of the referenced field, optional; null when the envelope has no such field. */
export function schemaOfReference(reference: FieldReference, envelope: Schema): Schema | null {
  const parent = reference.struct === null ? envelope : envelope.field(reference.struct)?.schema
  if (parent === undefined)
    throw nullPointer(
      'Cannot invoke "org.apache.kafka.connect.data.Field.schema()" because the return value of "org.apache.kafka.connect.data.Schema.field(String)" is null',
    )
  const field = parent.field(reference.field) ?? envelope.field(reference.field)
  return field === null ? null : copySchemaBasics(field.schema).optional().build()
}

export function valueOfReference(reference: FieldReference, envelope: Struct): unknown {
  const parent = reference.struct === null ? envelope : (envelope.getWithoutDefault(reference.struct) as Struct | null)
  if (parent === null) return null
  const holder = parent.schema.field(reference.field) === null ? envelope : parent
  return holder.getWithoutDefault(reference.field)
}
