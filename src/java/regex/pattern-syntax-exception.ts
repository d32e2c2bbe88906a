import { JavaException } from '../../errors/index.ts'

/** `java.util.regex.PatternSyntaxException`: description, pattern and a caret below the place (-1 = no place). */
export function patternSyntaxException(description: string, pattern: string, index: number): JavaException {
  const place = index < 0 ? '' : ` near index ${index}`
  const caret = index >= 0 && index < pattern.length ? `\n${' '.repeat(index)}^` : ''
  return new JavaException('java.util.regex.PatternSyntaxException', `${description}${place}\n${pattern}${caret}`)
}
