import { digitOf } from '../character.ts'
import { type CalendarField, isoToCalendar, LenientCalendar } from './lenient-calendar.ts'
import { AM_PM, ERAS, MONTHS, short, WEEKDAYS } from './names.ts'
import type { PatternLetter, PatternPart } from './pattern.ts'
import { zoneAt } from './zone-names.ts'

/** What a parse leaves: the moment, and where it stopped (the rest of the text is ignored). */
export interface ParsedDate {
  /** A bigint only when it is no safe integer. */
  readonly millis: number | bigint
  readonly end: number
}

const names = (...texts: readonly string[]) => texts.map((name, value) => ({ name, value }))
const bothForms = (texts: readonly string[]) => [...names(...texts), ...names(...texts.map(short))]
const monthNames = bothForms(MONTHS)
const weekdayNames = bothForms(WEEKDAYS).map(({ name, value }) => ({ name, value: value + 1 }))
const eraNames = names(...ERAS)
const amPmNames = names(...AM_PM)

const numericFields: Partial<Record<PatternLetter, CalendarField>> = {
  d: 'day',
  D: 'dayOfYear',
  F: 'weekdayInMonth',
  w: 'weekOfYear',
  W: 'weekOfMonth',
  u: 'weekday',
  H: 'hour24',
  k: 'hour24',
  K: 'hour12',
  h: 'hour12',
  m: 'minute',
  s: 'second',
  S: 'milli',
  M: 'month',
  L: 'month',
  y: 'year',
  Y: 'weekYear',
}

/** Whether a numeric field must not run into the next one: the next part of the pattern is a number too. */
function abutsNumber(next: PatternPart | undefined): boolean {
  if (next === undefined || 'literal' in next) return false
  if (next.letter === 'M' || next.letter === 'L') return next.count <= 2
  return next.letter in numericFields
}

/**
 * Reads a date leniently, in UTC and English. `centuryStart` is the moment from which two-digit years count (Java: 80 years ago).
 * Null when the text does not fit.
 */
export function parseDate(parts: readonly PatternPart[], text: string, centuryStart: number): ParsedDate | null {
  const reader = new DateReader(text, centuryStart)
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!
    const fits =
      'literal' in part
        ? reader.literal(part.literal)
        : reader.field(part.letter, part.count, abutsNumber(parts[i + 1]))
    if (!fits) return null
  }
  return reader.finish()
}

class DateReader {
  readonly #text: string
  readonly #centuryStart: number
  readonly #calendar = new LenientCalendar()
  #at = 0
  #isAmbiguousYear = false

  constructor(text: string, centuryStart: number) {
    this.#text = text
    this.#centuryStart = centuryStart
  }

  literal(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  finish(): ParsedDate {
    let millis = this.#calendar.toMillis()
    if (this.#isAmbiguousYear && millis < this.#centuryStart) {
      this.#calendar.addYears(100)
      millis = this.#calendar.toMillis()
    }
    return { millis, end: this.#at }
  }

  field(letter: PatternLetter, count: number, abuts: boolean): boolean {
    const start = this.#at
    let at = start
    while (this.#text[at] === ' ' || this.#text[at] === '\t') at++
    if (at >= this.#text.length) return false
    switch (letter) {
      case 'G':
        return this.#name('era', eraNames, start)
      case 'E':
        return this.#name('weekday', weekdayNames, start)
      case 'a':
        return this.#name('amPm', amPmNames, start)
      case 'z':
      case 'Z':
        return this.#zone(at, start)
      case 'X':
        return this.#isoZone(at, count)
      default:
        return this.#numberOrMonth(letter, at, start, count, abuts)
    }
  }

  #numberOrMonth(letter: PatternLetter, at: number, start: number, count: number, abuts: boolean): boolean {
    if ((letter === 'M' || letter === 'L') && count > 2) return this.#name('month', monthNames, start)
    return this.#number(letter, at, count, abuts ? start + count : undefined)
  }

  /** The longest name at `start` in any case; blanks before a name do not fit. */
  #name(field: CalendarField, candidates: readonly { name: string; value: number }[], start: number): boolean {
    let best: { name: string; value: number } | undefined
    for (const candidate of candidates) {
      const length = candidate.name.length
      if (length <= (best?.name.length ?? 0)) continue
      if (this.#text.slice(start, start + length).toLowerCase() === candidate.name.toLowerCase()) best = candidate
    }
    if (best === undefined) return false
    this.#calendar.set(field, best.value)
    this.#at = start + best.name.length
    return true
  }

  #number(letter: PatternLetter, at: number, count: number, limit: number | undefined): boolean {
    if (limit !== undefined && limit > this.#text.length) return false
    const number = readInteger(this.#text, at, limit ?? this.#text.length)
    if (number === null) return false
    this.#at = number.end
    this.#calendar.set(numericFields[letter]!, this.#adjusted(letter, number.value, at, count))
    return true
  }

  #adjusted(letter: PatternLetter, value: number, start: number, count: number): number {
    switch (letter) {
      case 'M':
      case 'L':
        return value - 1
      case 'k':
        return value === 24 ? 0 : value
      case 'h':
        return value === 12 ? 0 : value
      case 'u':
        return isoToCalendar(value)
      case 'y':
      case 'Y':
        return count <= 2 && this.#at - start === 2 && this.#text[start] !== '-' ? this.#fullYear(value) : value
      default:
        return value
    }
  }

  #fullYear(value: number): number {
    const startYear = new Date(this.#centuryStart).getUTCFullYear()
    const ambiguous = startYear % 100
    this.#isAmbiguousYear = value === ambiguous
    return value + startYear - ambiguous + (value < ambiguous ? 100 : 0)
  }

  #zone(at: number, start: number): boolean {
    const sign = signOf(this.#text[at])
    if (sign !== 0) return this.#offset(at + 1, sign, 0, false)
    if (this.#text.slice(start, start + 3).toUpperCase() === 'GMT') {
      const gmtSign = signOf(this.#text[start + 3])
      if (gmtSign !== 0) return this.#offset(start + 4, gmtSign, 0, true)
      return this.#setOffset(0, start + 3)
    }
    const zone = zoneAt(this.#text, at)
    return zone !== null && this.#setOffset(zone.offset, at + zone.length)
  }

  #isoZone(at: number, count: number): boolean {
    if (this.#text[at] === 'Z') return this.#setOffset(0, at + 1)
    const sign = signOf(this.#text[at])
    return sign !== 0 && this.#offset(at + 1, sign, count, count === 3)
  }

  /** `hh`, `hhmm` or `hh:mm`; `count` 0 means RFC 822 or GMT, else the number of X. */
  #offset(start: number, sign: number, count: number, hasColon: boolean): boolean {
    const digit = (index: number) => {
      const value = this.#text.charCodeAt(index) - 48
      return value >= 0 && value <= 9 ? value : -1
    }
    let at = start
    let hours = digit(at++)
    if (hours < 0 || at >= this.#text.length) return false
    if (digit(at) >= 0) hours = hours * 10 + digit(at++)
    else if (count > 0 || !hasColon) return false
    if (hours > 23) return false
    let minutes = 0
    if (count !== 1) {
      if (hasColon && this.#text[at++] !== ':') return false
      const tens = digit(at++)
      const ones = digit(at++)
      minutes = tens * 10 + ones
      if (tens < 0 || ones < 0 || minutes > 59) return false
    }
    return this.#setOffset(sign * (hours * 60 + minutes) * 60_000, at)
  }

  #setOffset(millis: number, end: number): boolean {
    this.#calendar.set('offset', millis)
    this.#at = end
    return true
  }
}

const signOf = (char: string | undefined): number => (char === '+' ? 1 : char === '-' ? -1 : 0)

/** An integer as `NumberFormat.getIntegerInstance` reads it: a minus, digits of any script, an exponent, or NaN; wraps to an int. */
function readInteger(text: string, start: number, limit: number): { value: number; end: number } | null {
  let at = start
  if (text.startsWith('NaN', at) && at + 3 <= limit) return { value: 0, end: at + 3 }
  const isNegative = text[at] === '-'
  if (isNegative) at++
  let digits = ''
  for (; at < limit; at++) {
    const digit = digitOf(text.charCodeAt(at))
    if (digit < 0) break
    digits += digit
  }
  if (digits === '') return null
  let magnitude = BigInt(digits)
  const exponent = /^E(-?\d{1,3})/.exec(text.slice(at, limit))
  if (exponent !== null) {
    const tens = Number(exponent[1])
    magnitude = tens >= 0 ? magnitude * 10n ** BigInt(tens) : magnitude / 10n ** BigInt(-tens)
    at += exponent[0].length
  }
  return { value: toInt(isNegative ? -magnitude : magnitude), end: at }
}

/** A long wraps, what is beyond a long came out as a double and saturates. */
function toInt(value: bigint): number {
  if (BigInt.asIntN(64, value) === value) return Number(BigInt.asIntN(32, value))
  return value < 0n ? -0x80000000 : 0x7fffffff
}
