import { JavaPattern } from '../../java/regex/index.ts'

/** A Java regular expression that must match the whole text. Throws for a pattern that Java refuses. */
export function javaPattern(pattern: string): { test(text: string): boolean } {
  const compiled = JavaPattern.compile(pattern)
  return { test: (text) => compiled.matches(text) }
}
