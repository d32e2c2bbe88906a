import type { Mode, Reference, SchemaType, SchemaVersion, SubjectConfig } from './model.ts'

/** A record of the topic `_schemas`, decoded. `value` null = the key is gone. */
export type LogRecord =
  | {
      readonly kind: 'SCHEMA'
      readonly subject: string
      readonly version: number
      readonly value: SchemaVersion | null
    }
  | { readonly kind: 'CONFIG'; readonly subject: string | null; readonly value: SubjectConfig | null }
  | { readonly kind: 'MODE'; readonly subject: string | null; readonly value: Mode | null }
  | { readonly kind: 'DELETE_SUBJECT'; readonly subject: string; readonly value: { readonly version: number } | null }
  | { readonly kind: 'CLEAR_SUBJECT'; readonly subject: string; readonly value: null }
  | { readonly kind: 'NOOP'; readonly value: null }

export interface RawRecord {
  readonly key: Uint8Array
  readonly value: Uint8Array | null
}

const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))

/**
 * The bytes of a record. Compaction compares keys byte by byte, so members stand in the order of Confluent's classes: keytype, subject, version, magic.
 */
export function encodeRecord(record: LogRecord): RawRecord {
  return { key: json(keyOf(record)), value: record.value === null ? null : json(contentOf(record)) }
}

function keyOf(record: LogRecord): unknown {
  switch (record.kind) {
    case 'SCHEMA':
      return { keytype: 'SCHEMA', subject: record.subject, version: record.version, magic: 1 }
    case 'NOOP':
      return { keytype: 'NOOP', magic: 0 }
    default:
      return { keytype: record.kind, subject: record.subject, magic: 0 }
  }
}

function contentOf(record: LogRecord): unknown {
  switch (record.kind) {
    case 'SCHEMA':
      return schemaValue(record.value!)
    case 'MODE':
      return { mode: record.value }
    case 'DELETE_SUBJECT':
      return { subject: record.subject, version: record.value!.version }
    default:
      return record.value
  }
}

const schemaValue = ({ subject, version, id, schemaType, references, schema, isDeleted, extra }: SchemaVersion) => ({
  subject,
  version,
  id,
  ...(schemaType === 'AVRO' ? {} : { schemaType }),
  ...(references.length === 0 ? {} : { references }),
  ...extra,
  schema,
  deleted: isDeleted,
})

/** Decodes a record; null for one that we do not know (a newer registry's), which is left alone. */
export function decodeRecord({ key, value }: RawRecord): LogRecord | null {
  const head = parse(key)
  const body = value === null ? null : parse(value)
  if (head === null) return null
  const subject = typeof head['subject'] === 'string' ? head['subject'] : null
  switch (head['keytype']) {
    case 'SCHEMA':
      if (subject === null) return null
      return { kind: 'SCHEMA', subject, version: Number(head['version']), value: body && schemaOf(subject, body) }
    case 'CONFIG':
      return { kind: 'CONFIG', subject, value: body as SubjectConfig | null }
    case 'MODE':
      return { kind: 'MODE', subject, value: body === null ? null : (body['mode'] as Mode) }
    case 'DELETE_SUBJECT':
      if (subject === null) return null
      return { kind: 'DELETE_SUBJECT', subject, value: body && { version: Number(body['version']) } }
    case 'CLEAR_SUBJECT':
      return subject === null ? null : { kind: 'CLEAR_SUBJECT', subject, value: null }
    case 'NOOP':
      return { kind: 'NOOP', value: null }
    default:
      return null
  }
}

function parse(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(bytes).toString())
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function schemaOf(subject: string, body: Record<string, unknown>): SchemaVersion {
  const { version, id, schemaType, references, schema, deleted, subject: _subject, ...extra } = body
  return {
    subject,
    version: Number(version),
    id: Number(id),
    schemaType: (schemaType ?? 'AVRO') as SchemaType,
    references: (references ?? []) as readonly Reference[],
    schema: String(schema),
    isDeleted: deleted === true,
    extra,
  }
}
