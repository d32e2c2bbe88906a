import type { Schema } from '../../data/index.ts'
import { jsonString } from './json-text.ts'
import type { ValueWriters } from './value-writer.ts'

const typeNames: Readonly<Record<string, string>> = { float32: 'float', float64: 'double' }

/** JSON text of a schema in JsonConverter's own schema format; null is `null`. The order of properties is Java's. */
export function writeSchema(schema: Schema | null, writers: ValueWriters, fieldName?: string): string {
  if (schema === null) return 'null'
  const parts = [`"type":"${typeNames[schema.type] ?? schema.type}"`, ...children(schema, writers)]
  parts.push(`"optional":${schema.isOptional}`)
  if (schema.name !== null) parts.push(`"name":${jsonString(schema.name)}`)
  if (schema.version !== null) parts.push(`"version":${schema.version}`)
  if (schema.doc !== null) parts.push(`"doc":${jsonString(schema.doc)}`)
  if (schema.parameters !== null) parts.push(`"parameters":${writeParameters(schema.parameters)}`)
  if (schema.defaultValue !== null) parts.push(`"default":${writers.of(schema)(schema.defaultValue)}`)
  if (fieldName !== undefined) parts.push(`"field":${jsonString(fieldName)}`)
  return `{${parts.join(',')}}`
}

function children(schema: Schema, writers: ValueWriters): string[] {
  switch (schema.type) {
    case 'array':
      return [`"items":${writeSchema(schema.valueSchema, writers)}`]
    case 'map':
      return [
        `"keys":${writeSchema(schema.keySchema, writers)}`,
        `"values":${writeSchema(schema.valueSchema, writers)}`,
      ]
    case 'struct':
      return [`"fields":[${schema.fields.map((field) => writeSchema(field.schema, writers, field.name)).join(',')}]`]
    default:
      return []
  }
}

const writeParameters = (parameters: ReadonlyMap<string, string>) =>
  `{${[...parameters].map(([key, value]) => `${jsonString(key)}:${jsonString(value)}`).join(',')}}`
