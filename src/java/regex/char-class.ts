import { intersection, not, rangeOf, singleOf, union } from './char-tests.ts'
import type { Cursor } from './cursor.ts'
import { characterEscape, classEscape } from './escapes.ts'
import { caseRuleOf, type Flags } from './flags.ts'
import type { CharTest } from './node.ts'
import { isProperty, namedProperty, script, unicodePosixProperty } from './properties.ts'
import { block } from './unicode-blocks.ts'

const [BACKSLASH, OPEN, CLOSE, CARET, AMPERSAND, HYPHEN] = [92, 91, 93, 94, 38, 45] as const

/** `[...]` with the cursor at the bracket; unions, `&&` and nesting. `consumes`: whether the closing bracket is read too. */
export function parseClass(cursor: Cursor, flags: Flags, consumes: boolean): CharTest {
  let members: CharTest | null = null
  let isNegated = false
  const add = (test: CharTest) => {
    members = members === null ? test : union(members, test)
  }
  let c = cursor.next()
  while (true) {
    if (c === CARET && cursor.at(-1) === OPEN) {
      isNegated = true
      c = cursor.next()
      continue
    }
    if (c === OPEN) {
      add(parseClass(cursor, flags, true))
      c = cursor.peek()
      continue
    }
    if (c === AMPERSAND && cursor.at(1) === AMPERSAND) {
      cursor.next()
      members = intersect(cursor, flags, members)
      c = cursor.peek()
      continue
    }
    if (c === 0 && cursor.isAtEnd) throw cursor.error('Unclosed character class')
    if (c === CLOSE && members !== null) {
      if (consumes) cursor.next()
      return isNegated ? not(members) : members
    }
    add(parseRange(cursor, flags))
    c = cursor.peek()
  }
}

/** The right side of `&&`, the cursor at the second ampersand. */
function intersect(cursor: Cursor, flags: Flags, left: CharTest | null): CharTest {
  let right: CharTest | null = null
  let c = cursor.next()
  while (c !== CLOSE && c !== AMPERSAND) {
    if (c !== OPEN) cursor.position--
    const part = parseClass(cursor, flags, c === OPEN)
    right = right === null ? part : union(right, part)
    c = cursor.peek()
  }
  if (left !== null) return right === null ? left : intersection(left, right)
  if (right === null) throw cursor.error('Bad class syntax')
  return right
}

function parseRange(cursor: Cursor, flags: Flags): CharTest {
  const rule = caseRuleOf(flags)
  const from = parseMember(cursor, flags)
  if (typeof from === 'function') return from
  if (cursor.peek() !== HYPHEN) return singleOf(from, rule)
  const following = cursor.at(1)
  if (following === OPEN || following === CLOSE) return singleOf(from, rule)
  cursor.next()
  const to = parseMember(cursor, flags)
  if (typeof to === 'function') throw cursor.error(`Illegal character range`)
  if (to < from) throw cursor.error('Illegal character range')
  return rangeOf(from, to, rule)
}

/** One character, or a class of its own (`\d`, `\p{L}`). */
function parseMember(cursor: Cursor, flags: Flags): number | CharTest {
  const c = cursor.peek()
  cursor.position++
  if (c !== BACKSLASH) return c
  const letter = String.fromCodePoint(cursor.at(0))
  if (letter === 'p' || letter === 'P') return parseProperty(cursor, flags)
  cursor.position++
  if (cursor.position > 0 && cursor.at(-1) === 0) throw cursor.error('Unclosed character class')
  // As the start of a range, \v is the vertical tab that it was before Java 8.
  if (letter === 'v' && cursor.at(0) === HYPHEN) return 11
  if (/[1-9]/.test(letter)) throw cursor.error('Illegal/unsupported escape sequence')
  return classEscape(letter, flags) ?? characterEscape(cursor, letter.codePointAt(0)!)
}

/** `\p{...}` or `\pL`, the cursor at the `p`. */
export function parseProperty(cursor: Cursor, flags: Flags): CharTest {
  const isComplement = cursor.readRaw() === 80
  const name = propertyName(cursor)
  const found = lookUp(name, flags)
  if (found === undefined) throw cursor.error(unknownProperty(name))
  return isComplement ? not(found) : found
}

function propertyName(cursor: Cursor): string {
  const first = cursor.read()
  if (first !== 123) return String.fromCodePoint(first)
  let name = ''
  while (true) {
    if (cursor.isAtEnd) throw cursor.error('Unclosed character family')
    const c = cursor.read()
    if (c === 125) break
    name += String.fromCodePoint(c)
  }
  if (name === '') throw cursor.error('Empty character family')
  return name
}

function unknownProperty(name: string): string {
  const equals = name.indexOf('=')
  return equals < 0
    ? `Unknown character property name {${name}}`
    : `Unknown Unicode property {name=<${name.slice(0, equals).toLowerCase()}>, value=<${name.slice(equals + 1)}>}`
}

function lookUp(name: string, flags: Flags): CharTest | undefined {
  const equals = name.indexOf('=')
  if (equals >= 0) {
    const value = name.slice(equals + 1)
    switch (name.slice(0, equals).toLowerCase()) {
      case 'sc':
      case 'script':
        return script(value)
      case 'blk':
      case 'block':
        return block(value)
      case 'gc':
      case 'general_category':
        return namedProperty(value, flags.ignoresCase)
    }
    return undefined
  }
  if (name.startsWith('In')) return block(name.slice(2))
  if (name.startsWith('Is')) return isProperty(name.slice(2), flags.ignoresCase)
  return (flags.usesUnicodeClasses ? unicodePosixProperty(name) : undefined) ?? namedProperty(name, flags.ignoresCase)
}
