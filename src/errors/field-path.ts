/**
 * Notes on an error which field of the record it is about, for error reports, and gives the error back. Called from the inside out: a path that
 * is there already is the rest of the way (`address`, then `order`: `order.address`).
 */
export function withFieldPath(error: unknown, field: string): unknown {
  if (typeof error !== 'object' || error === null || !Object.isExtensible(error)) return error
  const rest = (error as { readonly fieldPath?: unknown }).fieldPath
  const value = typeof rest === 'string' ? `${field}.${rest}` : field
  return Object.defineProperty(error, 'fieldPath', { value, configurable: true })
}
