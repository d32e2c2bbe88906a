import {
  fileToDescriptor,
  type LinkedProto,
  linkProto,
  printProto,
  protoIncompatibilities,
} from '../../schemas/protobuf/index.ts'
import { readProtoText } from './proto-text.ts'
import { type ParsedSchema, problemText, type SchemaKind } from './schema-kind.ts'

interface ParsedProto extends ParsedSchema {
  readonly linked: LinkedProto
}

/** Protobuf: a .proto file, or a serialized descriptor in base64, stored as the text of the file. */
export const protobufKind: SchemaKind = {
  parse(text, references): ParsedProto {
    const file = readProtoText(text)
    const linked = linkProto(file, new Map(references.map(({ name, schema }) => [name, readProtoText(schema)])))
    const canonical = printProto(file)
    return {
      linked,
      canonical,
      normalized: printProto({ ...file, imports: [...file.imports].sort((a, b) => (a.path < b.path ? -1 : 1)) }),
      backwardProblems: (older) =>
        protoIncompatibilities((older as ParsedProto).linked, linked).map(({ type, path }) =>
          problemText(type, `The new schema is not compatible with the old one at path '${path}' (${type})`, path),
        ),
      formatted: (format) =>
        format === 'serialized'
          ? Buffer.from(fileToDescriptor(file, linked.types, 'default')).toString('base64')
          : undefined,
    }
  },
}
