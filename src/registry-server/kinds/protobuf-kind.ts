import type { SchemaKind } from './schema-kind.ts'
export const protobufKind: SchemaKind = {
  parse: (text) => ({ canonical: text, normalized: text, backwardProblems: () => [] }),
}
