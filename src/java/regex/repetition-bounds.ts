import type { Cursor } from './cursor.ts'

export interface Bounds {
  readonly min: number
  /** Infinity = none. */
  readonly max: number
}

const MAX_INT = 0x7fffffff
const code = (char: string) => char.codePointAt(0)!
const isDigit = (c: number) => c >= 48 && c <= 57

/** Reads `?`, `*`, `+` or `{n,m}`; null when none of them follows. Throws PatternSyntaxException. */
export function parseBounds(cursor: Cursor): Bounds | null {
  switch (String.fromCodePoint(cursor.peek())) {
    case '?':
      cursor.next()
      return { min: 0, max: 1 }
    case '*':
      cursor.next()
      return { min: 0, max: Number.POSITIVE_INFINITY }
    case '+':
      cursor.next()
      return { min: 1, max: Number.POSITIVE_INFINITY }
    case '{':
      return counted(cursor)
  }
  return null
}

function counted(cursor: Cursor): Bounds {
  cursor.position += 2
  if (!isDigit(cursor.at(-1))) throw cursor.error('Illegal repetition')
  cursor.position--
  const min = count(cursor)
  let max = min
  if (cursor.peek() === code(',')) {
    cursor.next()
    max = cursor.peek() === code('}') ? Number.POSITIVE_INFINITY : count(cursor)
  }
  if (cursor.peek() !== code('}')) throw cursor.error('Unclosed counted closure')
  if (max < min) throw cursor.error('Illegal repetition range')
  cursor.next()
  return { min, max }
}

function count(cursor: Cursor): number {
  let value = 0
  while (isDigit(cursor.peek())) {
    value = value * 10 + cursor.read() - 48
    if (value > MAX_INT) throw cursor.error('Illegal repetition range')
  }
  return value
}
