/** JSON of the golden vectors. */
export type Neutral = null | boolean | string | number | readonly Neutral[] | { readonly [key: string]: Neutral }

/** A text in which two encodings are equal when they mean the same: maps and object keys in any order. */
export function canonical(value: Neutral | undefined, tag = ''): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item))
    return `[${(tag === 'map' ? items.sort() : items).join(',')}]`
  }
  if (typeof value === 'object')
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${key}:${canonical((value as { readonly [key: string]: Neutral })[key], key)}`)
      .join(',')}}`
  if (tag === 'f32') return String(Math.fround(Number(value)))
  return JSON.stringify(value)
}
