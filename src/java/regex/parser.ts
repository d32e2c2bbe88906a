import * as boundaries from './boundaries.ts'
import { parseClass, parseProperty } from './char-class.ts'
import { LINE_TERMINATOR, not, single, singleOf } from './char-tests.ts'
import { Cursor } from './cursor.ts'
import { characterEscape, classEscape } from './escapes.ts'
import { caseRuleOf, type Flags, noFlags, withFlag } from './flags.ts'
import { isClusterBoundary } from './grapheme.ts'
import { lineEnding } from './line-ending.ts'
import { empty, type Node, type QuantifierMode } from './node.ts'
import { lengthOf } from './node-length.ts'
import { parseBounds } from './repetition-bounds.ts'

export interface ParsedPattern {
  readonly root: Node
  readonly groupCount: number
  readonly names: ReadonlyMap<string, number>
}

/** Parses Java's regular expressions. Throws PatternSyntaxException. */
export function parse(pattern: string): ParsedPattern {
  return new Parser(pattern).parse()
}

const code = (char: string) => char.codePointAt(0)!

class Parser {
  readonly #cursor: Cursor
  readonly #names = new Map<string, number>()
  #flags: Flags = noFlags
  #groupCount = 0

  constructor(pattern: string) {
    this.#cursor = new Cursor(pattern)
  }

  parse(): ParsedPattern {
    const root = this.#alternatives()
    if (!this.#cursor.isAtEnd)
      throw this.#cursor.error(
        this.#cursor.peek() === code(')') ? "Unmatched closing ')'" : 'Unexpected internal error',
      )
    return { root, groupCount: this.#groupCount, names: this.#names }
  }

  #setFlags(flags: Flags): void {
    this.#flags = flags
    this.#cursor.skipsComments = flags.hasComments
  }

  #alternatives(): Node {
    const branches = [this.#sequence()]
    while (this.#cursor.peek() === code('|')) {
      this.#cursor.next()
      branches.push(this.#sequence())
    }
    return branches.length === 1 ? branches[0]! : { kind: 'alternatives', branches }
  }

  #sequence(): Node {
    const items: Node[] = []
    while (true) {
      const c = this.#cursor.peek()
      if (c === 0 && this.#cursor.isAtEnd) break
      if (c === code('|') || c === code(')')) break
      if (c === code('(')) {
        const group = this.#group()
        if (group !== null) items.push(this.#quantified(group))
      } else {
        items.push(this.#quantified(this.#atom(c)))
      }
    }
    return items.length === 1 ? items[0]! : { kind: 'sequence', items }
  }

  #atom(c: number): Node {
    const cursor = this.#cursor
    switch (String.fromCodePoint(c)) {
      case '[':
        return { kind: 'char', test: parseClass(cursor, this.#flags, true) }
      case '\\':
        return this.#escape()
      case '^':
        cursor.next()
        return { kind: 'assertion', test: this.#caret() }
      case '$':
        cursor.next()
        return { kind: 'assertion', test: this.#dollar() }
      case '.':
        cursor.next()
        return { kind: 'char', test: this.#dot() }
      case '?':
      case '*':
      case '+':
        cursor.next()
        throw cursor.error(`Dangling meta character '${String.fromCodePoint(c)}'`)
      case '{':
        return empty
    }
    cursor.next()
    return { kind: 'char', test: singleOf(c, caseRuleOf(this.#flags)) }
  }

  #caret() {
    const { isMultiline, hasUnixLines } = this.#flags
    if (!isMultiline) return boundaries.atStart
    return hasUnixLines ? boundaries.atUnixLineStart : boundaries.atLineStart
  }

  #dollar() {
    const { isMultiline, hasUnixLines } = this.#flags
    if (isMultiline) return hasUnixLines ? boundaries.atUnixLineEnd : boundaries.atLineEnd
    return hasUnixLines ? boundaries.atUnixFinalLineEnd : boundaries.atFinalLineEnd
  }

  #dot() {
    const { dotMatchesAll, hasUnixLines } = this.#flags
    return dotMatchesAll ? () => true : not(hasUnixLines ? single(10) : LINE_TERMINATOR)
  }

  #escape(): Node {
    const cursor = this.#cursor
    cursor.position++
    const letter = String.fromCodePoint(cursor.at(0))
    if (letter === 'p' || letter === 'P') return { kind: 'char', test: parseProperty(cursor, this.#flags) }
    cursor.position++
    if (letter === '\0' && cursor.position > 0 && cursor.at(-1) === 0 && cursor.isAtEnd)
      throw cursor.error('Unexpected internal error')
    const test = classEscape(letter, this.#flags)
    if (test !== undefined) return { kind: 'char', test }
    if (/[1-9]/.test(letter)) return this.#numberedReference(Number(letter))
    switch (letter) {
      case 'G':
        return { kind: 'last-end' }
      case 'A':
        return { kind: 'assertion', test: boundaries.atStart }
      case 'z':
        return { kind: 'assertion', test: boundaries.atEnd }
      case 'Z':
        return {
          kind: 'assertion',
          test: this.#flags.hasUnixLines ? boundaries.atUnixFinalLineEnd : boundaries.atFinalLineEnd,
        }
      case 'b':
        if (cursor.at(0) === code('{') && cursor.at(1) === code('g')) {
          cursor.position += 2
          cursor.accept('}', 'Unclosed \\b{g}')
          return { kind: 'assertion', test: isClusterBoundary }
        }
        return { kind: 'assertion', test: boundaries.wordBoundary(this.#flags.usesUnicodeClasses) }
      case 'B': {
        const boundary = boundaries.wordBoundary(this.#flags.usesUnicodeClasses)
        return { kind: 'assertion', test: (input, at) => !boundary(input, at) }
      }
      case 'R':
        return lineEnding
      case 'X':
        return { kind: 'cluster' }
      case 'k':
        return this.#namedReference()
    }
    const c = characterEscape(cursor, code(letter))
    return { kind: 'char', test: singleOf(c, caseRuleOf(this.#flags)) }
  }

  /** As many digits as there are groups for. */
  #numberedReference(first: number): Node {
    let group = first
    while (true) {
      const digit = this.#cursor.peek() - 48
      if (digit < 0 || digit > 9 || group * 10 + digit > this.#groupCount) break
      group = group * 10 + digit
      this.#cursor.read()
    }
    return { kind: 'backreference', group, ignoresCase: caseRuleOf(this.#flags) }
  }

  #namedReference(): Node {
    const cursor = this.#cursor
    if (cursor.read() !== code('<')) throw cursor.error("\\k is not followed by '<' for named capturing group")
    const name = this.#groupName()
    const group = this.#names.get(name)
    if (group === undefined) throw cursor.error(`named capturing group <${name}> does not exist`)
    return { kind: 'backreference', group, ignoresCase: caseRuleOf(this.#flags) }
  }

  #groupName(): string {
    const cursor = this.#cursor
    const isLetter = (c: number) => /[A-Za-z]/.test(String.fromCodePoint(c))
    let c = cursor.read()
    if (!isLetter(c)) throw cursor.error('capturing group name does not start with a Latin letter')
    let name = ''
    while (isLetter(c) || (c >= 48 && c <= 57)) {
      name += String.fromCodePoint(c)
      c = cursor.read()
    }
    if (c !== code('>')) throw cursor.error("named capturing group is missing trailing '>'")
    return name
  }

  /** Null for a group that only sets flags. The flags of a group end with it. */
  #group(): Node | null {
    const cursor = this.#cursor
    const flags = this.#flags
    let node: Node
    if (cursor.next() !== code('?')) {
      node = this.#capturing()
    } else {
      cursor.position++
      const c = cursor.readRaw()
      const special = this.#specialGroup(String.fromCodePoint(c))
      if (special === null) return null
      node = special
    }
    cursor.accept(')', 'Unclosed group')
    this.#setFlags(flags)
    return node
  }

  #capturing(name?: string): Node {
    const index = ++this.#groupCount
    if (name !== undefined) this.#names.set(name, index)
    return { kind: 'group', index, body: this.#alternatives() }
  }

  #specialGroup(kind: string): Node | null {
    const cursor = this.#cursor
    switch (kind) {
      case ':':
        return { kind: 'group', index: 0, body: this.#alternatives() }
      case '=':
      case '!':
        return { kind: 'look', isBehind: false, isNegative: kind === '!', body: this.#alternatives() }
      case '>':
        return { kind: 'atomic', body: this.#alternatives() }
      case '<':
        return this.#angleGroup()
      case '$':
      case '@':
        throw cursor.error('Unknown group type')
    }
    cursor.position--
    this.#readFlags()
    const end = cursor.read()
    if (end === code(')')) return null
    if (end !== code(':')) throw cursor.error('Unknown inline modifier')
    return { kind: 'group', index: 0, body: this.#alternatives() }
  }

  #angleGroup(): Node {
    const cursor = this.#cursor
    const c = String.fromCodePoint(cursor.read())
    if (c !== '=' && c !== '!') {
      cursor.position--
      const name = this.#groupName()
      if (this.#names.has(name)) throw cursor.error(`Named capturing group <${name}> is already defined`)
      return this.#capturing(name)
    }
    const body = this.#alternatives()
    if (!lengthOf(body).isBounded) throw cursor.error('Look-behind group does not have an obvious maximum length')
    return { kind: 'look', isBehind: true, isNegative: c === '!', body }
  }

  #readFlags(): void {
    let isOn = true
    while (true) {
      const letter = String.fromCodePoint(this.#cursor.peek())
      if (letter === '-' && isOn) {
        isOn = false
      } else {
        const flags = withFlag(this.#flags, letter, isOn)
        if (flags === undefined) return
        this.#setFlags(flags)
      }
      this.#cursor.next()
    }
  }

  #quantified(body: Node): Node {
    const cursor = this.#cursor
    const isCounted = cursor.peek() === code('{')
    const bounds = parseBounds(cursor)
    if (bounds === null) return body
    // What \\R took in one round of a loop is not given back.
    const item: Node = body === lineEnding ? { kind: 'atomic', body } : body
    let mode: QuantifierMode = 'greedy'
    const suffix = cursor.peek()
    if (suffix === code('?') || suffix === code('+')) {
      mode = suffix === code('?') ? 'lazy' : 'possessive'
      cursor.next()
    }
    return { kind: 'repeat', body: item, ...bounds, mode, isCounted }
  }
}
