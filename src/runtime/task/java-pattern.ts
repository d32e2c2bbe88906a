/** A Java regular expression that must match the whole text; the parts that both languages share, and possessive groups left out. */
export function javaPattern(pattern: string): { test(text: string): boolean } {
  return new RegExp(`^(?:${pattern})$`, 'su')
}
