import { Matcher } from './matcher.ts'
import { parse } from './parser.ts'

/** Where a pattern matched: the whole and its groups, null where a group took no part. */
export interface JavaMatch {
  readonly start: number
  readonly end: number
  /** Group 0 is the whole match. */
  readonly groups: readonly (string | null)[]
}

/**
 * A `java.util.regex.Pattern`: Java's syntax and Java's matching, whatever JavaScript's engine makes of it. `compile` throws
 * PatternSyntaxException for what Java refuses.
 */
export class JavaPattern {
  readonly pattern: string
  readonly groupCount: number
  readonly names: ReadonlyMap<string, number>
  readonly #matcher: Matcher

  private constructor(pattern: string) {
    const { root, groupCount, names } = parse(pattern)
    this.pattern = pattern
    this.groupCount = groupCount
    this.names = names
    this.#matcher = new Matcher(root, groupCount)
  }

  static compile(pattern: string): JavaPattern {
    return new JavaPattern(pattern)
  }

  /** `Matcher.matches`: whether the pattern matches all of the input. */
  matches(input: string): boolean {
    return this.#matcher.matchAt(input, 0, true)
  }

  /** The match of all of the input, or null. */
  matchWhole(input: string): JavaMatch | null {
    return this.matches(input) ? this.#result(input, 0) : null
  }

  /** `Matcher.find` from a position: the leftmost match. */
  find(input: string, from = 0, lastEnd = from): JavaMatch | null {
    for (let start = from; start <= input.length; start++)
      if (this.#matcher.matchAt(input, start, false, lastEnd)) return this.#result(input, start)
    return null
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
    for (let match = this.find(input); match !== null; match = this.find(input, from, copied)) {
      result += input.slice(copied, match.start) + replacement(match)
      copied = match.end
      from = match.end === match.start ? match.end + 1 : match.end
    }
    return result + input.slice(copied)
  }

  #result(input: string, start: number): JavaMatch {
    const end = this.#matcher.end
    const groups: (string | null)[] = [input.slice(start, end)]
    for (let group = 1; group <= this.groupCount; group++) groups.push(this.#matcher.group(group))
    return { start, end, groups }
  }
}
