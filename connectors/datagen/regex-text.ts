import { ConnectException } from '../../src/errors/index.ts'
import type { Random } from './random.ts'

type Part = (random: Random) => string

/** How often `*`, `+` and `{n,}` repeat at most beyond their minimum. */
const extraRepeats = 10

/**
 * Texts that match a regular expression, for the simple expressions that generator schemas use: literals, classes, groups, alternatives,
 * `.`, `\d`, `\w`, `\s`, and counts. Throws ConnectException for anything else.
 */
export function regexGenerator(regex: string): Part {
  const parser = new RegexParser(regex)
  return parser.parse()
}

const digits = '0123456789'
const letters = 'abcdefghijklmnopqrstuvwxyz'
const word = `${letters}${letters.toUpperCase()}${digits}_`
const classes: Readonly<Record<string, string>> = { d: digits, w: word, s: ' ' }

class RegexParser {
  readonly #regex: string
  #at = 0

  constructor(regex: string) {
    this.#regex = regex
  }

  parse(): Part {
    const part = this.#alternatives()
    if (this.#at < this.#regex.length) throw this.#unsupported()
    return part
  }

  #alternatives(): Part {
    const branches = [this.#sequence()]
    while (this.#take('|')) branches.push(this.#sequence())
    return branches.length === 1 ? branches[0]! : (random) => random.pick(branches)(random)
  }

  #sequence(): Part {
    const parts: Part[] = []
    while (this.#at < this.#regex.length && !'|)'.includes(this.#regex[this.#at]!)) parts.push(this.#counted())
    return (random) => parts.map((part) => part(random)).join('')
  }

  #counted(): Part {
    const part = this.#atom()
    const count = this.#count()
    if (count === null) return part
    const [min, max] = count
    return (random) => Array.from({ length: random.integer(min, max + 1) }, () => part(random)).join('')
  }

  #count(): [number, number] | null {
    if (this.#take('*')) return [0, extraRepeats]
    if (this.#take('+')) return [1, extraRepeats]
    if (this.#take('?')) return [0, 1]
    const match = /^\{(\d+)(,(\d*))?\}/.exec(this.#regex.slice(this.#at))
    if (match === null) return null
    this.#at += match[0].length
    const min = Number(match[1])
    return [min, match[2] === undefined ? min : match[3] ? Number(match[3]) : min + extraRepeats]
  }

  #atom(): Part {
    const char = this.#regex[this.#at++]!
    if (char === '(') {
      if (this.#take('?') && !this.#take(':')) throw this.#unsupported()
      const part = this.#alternatives()
      if (!this.#take(')')) throw this.#unsupported()
      return part
    }
    if (char === '[') return anyOf(this.#class())
    if (char === '.') return anyOf(word)
    if (char === '\\') return anyOf(this.#escape())
    if (char === '^' || char === '$') return () => ''
    return () => char
  }

  #escape(): string {
    const char = this.#regex[this.#at++]
    if (char === undefined) throw this.#unsupported()
    return classes[char] ?? char
  }

  #class(): string {
    if (this.#take('^')) throw this.#unsupported()
    let members = ''
    while (!this.#take(']')) {
      if (this.#at >= this.#regex.length) throw this.#unsupported()
      const from = this.#take('\\') ? this.#escape() : this.#regex[this.#at++]!
      const isRange = this.#regex[this.#at] === '-' && this.#regex[this.#at + 1] !== ']' && from.length === 1
      if (isRange) this.#at++
      members += isRange ? charactersBetween(from, this.#regex[this.#at++]!) : from
    }
    return members
  }

  #take(char: string): boolean {
    if (this.#regex[this.#at] !== char) return false
    this.#at++
    return true
  }

  #unsupported() {
    return new ConnectException(`Texts for the regular expression '${this.#regex}' cannot be generated`)
  }
}

const anyOf =
  (characters: string): Part =>
  (random) =>
    characters[random.integer(0, characters.length)] ?? ''

function charactersBetween(from: string, to: string): string {
  const first = from.charCodeAt(0)
  return String.fromCharCode(...Array.from({ length: to.charCodeAt(0) - first + 1 }, (_, i) => first + i))
}
