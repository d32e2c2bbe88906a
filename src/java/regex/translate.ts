import { patternSyntaxException } from './pattern-syntax-exception.ts'

/** A Java pattern as JavaScript source. */
export interface Translation {
  readonly source: string
  readonly flags: string
  /** The capturing groups of Java: the number that the group has in JavaScript. Group n is at n - 1. */
  readonly groups: readonly number[]
  readonly names: ReadonlyMap<string, number>
}

export function translate(pattern: string): Translation {
  try {
    new RegExp(pattern, 'u')
  } catch (error) {
    throw patternSyntaxException(String(error), pattern, -1)
  }
  const count = new RegExp(`${pattern}|`, 'u').exec('')!.length - 1
  return { source: pattern, flags: 'u', groups: Array.from({ length: count }, (_, i) => i + 1), names: new Map() }
}
