import { translate } from './translate.ts'

/** Where a pattern matched: the whole and the groups of Java's numbering, null where a group took no part. */
export interface JavaMatch {
  readonly start: number
  readonly end: number
  /** Group 0 is the whole match. */
  readonly groups: readonly (string | null)[]
}

/**
 * A `java.util.regex.Pattern` that runs on JavaScript's engine. `compile` throws PatternSyntaxException for what Java refuses, and a
 * PatternSyntaxException that says so for what cannot be translated: a pattern never matches something else here.
 */
export class JavaPattern {
  readonly pattern: string
  readonly groupCount: number
  readonly names: ReadonlyMap<string, number>
  readonly #whole: RegExp
  readonly #search: RegExp
  readonly #groups: readonly number[]

  private constructor(pattern: string) {
    const { source, flags, groups, names } = translate(pattern)
    this.pattern = pattern
    this.groupCount = groups.length
    this.names = names
    this.#groups = groups
    this.#whole = new RegExp(`^(?:${source})(?![^])`, flags)
    this.#search = new RegExp(source, `${flags}g`)
  }

  static compile(pattern: string): JavaPattern {
    return new JavaPattern(pattern)
  }

  /** `Matcher.matches`: whether the pattern matches all of the input. */
  matches(input: string): boolean {
    return this.#whole.test(input)
  }

  /** The match of all of the input, or null. */
  matchWhole(input: string): JavaMatch | null {
    return this.#toMatch(this.#whole.exec(input))
  }

  /** `Matcher.find` from a position. */
  find(input: string, from = 0): JavaMatch | null {
    if (from > input.length) return null
    this.#search.lastIndex = from
    return this.#toMatch(this.#search.exec(input))
  }

  /** `Matcher.replaceFirst` with a replacement compiled for this pattern. */
  replaceFirst(input: string, replacement: (match: JavaMatch) => string): string {
    const match = this.find(input)
    return match === null ? input : input.slice(0, match.start) + replacement(match) + input.slice(match.end)
  }

  /** `Matcher.replaceAll`. */
  replaceAll(input: string, replacement: (match: JavaMatch) => string): string {
    let result = ''
    let copied = 0
    let from = 0
    for (let match = this.find(input); match !== null; match = this.find(input, from)) {
      result += input.slice(copied, match.start) + replacement(match)
      copied = match.end
      from = match.end === match.start ? match.end + 1 : match.end
    }
    return result + input.slice(copied)
  }

  #toMatch(found: RegExpExecArray | null): JavaMatch | null {
    if (found === null) return null
    const groups: (string | null)[] = [found[0]]
    for (const group of this.#groups) groups.push(found[group] ?? null)
    return { start: found.index, end: found.index + found[0].length, groups }
  }
}
