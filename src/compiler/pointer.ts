/** JSON pointers (RFC 6901). */
export const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
const unescapePointer = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~')
export const child = (pointer: string, key: string | number): string => `${pointer}/${escapePointer(String(key))}`
export const parentOf = (pointer: string): string => pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')))
export const partsOf = (pointer: string): string[] => pointer.split('/').slice(1).map(unescapePointer)

/** The part of plain data that a pointer leads to; undefined when there is none. */
export const valueAt = (tree: unknown, pointer: string): unknown =>
  partsOf(pointer).reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined,
    tree,
  )
