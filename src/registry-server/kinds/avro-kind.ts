import {
  type AvroIncompatibility,
  type AvroSchema,
  avroIncompatibilities,
  avroToText,
  parseAvro,
} from '../../schemas/avro/index.ts'
import { type ParsedSchema, problemText, type SchemaKind } from './schema-kind.ts'

interface ParsedAvro extends ParsedSchema {
  readonly avro: AvroSchema
}

/** Avro, as Confluent's AvroSchema: stored as Java prints it; the new schema reads what the old one wrote. */
export const avroKind: SchemaKind = {
  parse(text, references): ParsedAvro {
    const texts = references.map((reference) => reference.schema)
    const avro = parseAvro(text, { references: texts })
    return {
      avro,
      canonical: avroToText(avro, { references: texts }),
      normalized: avroToText(avro, { references: texts, isNormalized: true }),
      backwardProblems: (older) => avroIncompatibilities(avro, (older as ParsedAvro).avro).map(describe),
    }
  },
}

const descriptions: Readonly<Record<AvroIncompatibility['type'], (problem: AvroIncompatibility) => string>> = {
  NAME_MISMATCH: ({ path }) => `The name of the schema has changed (path '${path}')`,
  FIXED_SIZE_MISMATCH: ({ path }) =>
    `The size of FIXED type field at path '${path}' in the new schema does not match with the old schema`,
  MISSING_ENUM_SYMBOLS: ({ path }) =>
    `The new schema is missing enum symbols that the old schema has at path '${path}'`,
  READER_FIELD_MISSING_DEFAULT_VALUE: ({ path, message }) =>
    `The field '${message}' at path '${path}' in the new schema has no default value and is missing in the old schema`,
  TYPE_MISMATCH: ({ path }) =>
    `The type (path '${path}') of a field in the new schema does not match with the old schema`,
  MISSING_UNION_BRANCH: ({ path }) =>
    `The new schema is missing a type inside a union field at path '${path}' in the old schema`,
}

const describe = (problem: AvroIncompatibility): string =>
  problemText(problem.type, descriptions[problem.type](problem), problem.message)
