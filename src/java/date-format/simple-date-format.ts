import { JavaException } from '../../errors/index.ts'
import { formatDate } from './format-date.ts'
import { type ParsedDate, parseDate } from './parse-date.ts'
import { type PatternPart, parsePattern } from './pattern.ts'

/**
 * `java.text.SimpleDateFormat` in UTC and English (United States), lenient, on the calendar that is Julian before 15 October 1582. The
 * constructor throws IllegalArgumentException for a bad pattern. Two-digit years mean the 100 years from 80 years before it was made.
 */
export class SimpleDateFormat {
  readonly pattern: string
  readonly #parts: readonly PatternPart[]
  readonly #centuryStart: number

  constructor(pattern: string, now: number = Date.now()) {
    this.pattern = pattern
    this.#parts = parsePattern(pattern)
    const start = new Date(now)
    this.#centuryStart = start.setUTCFullYear(start.getUTCFullYear() - 80)
  }

  format(millis: bigint | number): string {
    return formatDate(this.#parts, BigInt(millis))
  }

  /** Milliseconds since the epoch, a bigint when beyond 2^53. Text behind the date is ignored. Throws ParseException. */
  parse(text: string): number | bigint {
    const parsed = this.parsePrefix(text)
    if (parsed === null || parsed.end === 0)
      throw new JavaException('java.text.ParseException', `Unparseable date: "${text}"`)
    return parsed.millis
  }

  /** The date at the start of a text and where it ends, or null. */
  parsePrefix(text: string): ParsedDate | null {
    return parseDate(this.#parts, text, this.#centuryStart)
  }
}
