import { illegalArgument, indexOutOfBounds } from '../java-exceptions.ts'
import type { JavaMatch, JavaPattern } from './java-pattern.ts'

const isDigit = (code: number) => code >= 48 && code <= 57
const isLetter = (code: number) => (code >= 65 && code <= 90) || (code >= 97 && code <= 122)

/**
 * The text that `Matcher.appendReplacement` makes: `$n` (as many digits as there are groups for), `${name}`, and a backslash before a literal.
 * A bad reference is reported when a match is replaced, as Java does, in the order in which Java meets it.
 */
export function compileReplacement(pattern: JavaPattern, replacement: string): (match: JavaMatch) => string {
  const parts: (string | number)[] = []
  let failure: Error | null = null
  let literal = ''
  let at = 0
  const flush = () => {
    if (literal !== '') parts.push(literal)
    literal = ''
  }
  try {
    while (at < replacement.length) {
      const char = replacement[at]!
      if (char === '\\') {
        if (at + 1 === replacement.length) throw illegalArgument('character to be escaped is missing')
        literal += replacement[at + 1]
        at += 2
      } else if (char === '$') {
        const reference = readReference(pattern, replacement, at + 1)
        flush()
        parts.push(reference.group)
        at = reference.end
      } else {
        literal += char
        at++
      }
    }
    flush()
  } catch (error) {
    failure = error as Error
  }
  return (match) => {
    if (failure !== null) throw failure
    let text = ''
    for (const part of parts) text += typeof part === 'string' ? part : (match.groups[part] ?? '')
    return text
  }
}

function readReference(pattern: JavaPattern, text: string, start: number): { group: number; end: number } {
  if (start === text.length) throw illegalArgument('Illegal group reference: group index is missing')
  if (text[start] === '{') return readName(pattern, text, start + 1)
  if (!isDigit(text.charCodeAt(start))) throw illegalArgument('Illegal group reference')
  let group = text.charCodeAt(start) - 48
  let end = start + 1
  while (end < text.length && isDigit(text.charCodeAt(end))) {
    const longer = group * 10 + text.charCodeAt(end) - 48
    if (longer > pattern.groupCount) break
    group = longer
    end++
  }
  if (group > pattern.groupCount) throw indexOutOfBounds(`No group ${group}`)
  return { group, end }
}

function readName(pattern: JavaPattern, text: string, start: number): { group: number; end: number } {
  let end = start
  while (end < text.length && (isLetter(text.charCodeAt(end)) || (isDigit(text.charCodeAt(end)) && end >= start))) end++
  if (end === start) throw illegalArgument("named capturing group is missing trailing '}'")
  const name = text.slice(start, end)
  if (text[end] !== '}') throw illegalArgument("named capturing group is missing trailing '}'")
  if (isDigit(name.charCodeAt(0))) throw illegalArgument(`capturing group name {${name}} starts with digit character`)
  const group = pattern.names.get(name)
  if (group === undefined) throw illegalArgument(`No group with name {${name}}`)
  return { group, end: end + 1 }
}
