import { isJsonNumber } from './json-number.ts'

/** `JsonNode.getNodeType()`, as Java's error texts show it. */
export function nodeTypeOf(node: unknown): string {
  if (node === null || node === undefined) return 'NULL'
  if (isJsonNumber(node)) return 'NUMBER'
  if (typeof node === 'string') return 'STRING'
  if (typeof node === 'boolean') return 'BOOLEAN'
  return Array.isArray(node) ? 'ARRAY' : 'OBJECT'
}

export const isObjectNode = (node: unknown): node is Record<string, unknown> => nodeTypeOf(node) === 'OBJECT'
