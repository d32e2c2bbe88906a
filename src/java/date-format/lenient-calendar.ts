import { dayFromCivil } from '../gregorian-calendar.ts'
import { weekdayOf } from './calendar-fields.ts'

export type CalendarField =
  | 'era'
  | 'year'
  | 'month'
  | 'day'
  | 'dayOfYear'
  | 'weekday'
  | 'weekdayInMonth'
  | 'weekOfYear'
  | 'weekOfMonth'
  | 'weekYear'
  | 'amPm'
  | 'hour12'
  | 'hour24'
  | 'minute'
  | 'second'
  | 'milli'
  | 'offset'

/**
 * Fields that a parser collects, resolved to a moment as a lenient `java.util.GregorianCalendar` does: out-of-range values roll over, and of
 * fields that contradict each other the ones set last win.
 */
export class LenientCalendar {
  readonly #values = new Map<CalendarField, { readonly value: number; readonly stamp: number }>()
  #stamp = 1

  set(field: CalendarField, value: number): void {
    this.#values.set(field, { value, stamp: this.#stamp++ })
  }

  addYears(years: number): void {
    const year = this.#values.get('year') ?? this.#values.get('weekYear')
    if (!year) return
    const field = this.#values.has('year') ? 'year' : 'weekYear'
    this.#values.set(field, { value: year.value + years, stamp: year.stamp })
  }

  /** Milliseconds since the epoch; they wrap like a long. */
  toMillis(): number | bigint {
    if (this.#isWeekDate()) return this.#millisOf(this.#weekDateDay())
    const era = this.#get('era', 1)
    const year = this.#get('year', 1970)
    return this.#millisOf(this.#day(era === 0 ? 1 - year : year))
  }

  #millisOf(day: number): number | bigint {
    const rest = this.#timeOfDay() - this.#get('offset', 0)
    const millis = day * 86_400_000 + rest
    if (Number.isSafeInteger(millis)) return millis
    return BigInt.asIntN(64, BigInt(day) * 86_400_000n + BigInt(rest))
  }

  #get(field: CalendarField, otherwise: number): number {
    return this.#values.get(field)?.value ?? otherwise
  }

  #stampOf(field: CalendarField): number {
    return this.#values.get(field)?.stamp ?? 0
  }

  #both(a: CalendarField, b: CalendarField): number {
    return this.#values.has(a) && this.#values.has(b) ? Math.max(this.#stampOf(a), this.#stampOf(b)) : 0
  }

  #isWeekDate(): boolean {
    return this.#values.has('weekYear') && this.#stampOf('weekYear') > this.#stampOf('year')
  }

  #weekDateDay(): number {
    let week = this.#get('weekOfYear', 1)
    let weekday = this.#get('weekday', 1)
    if (weekday >= 8) {
      week += Math.trunc((weekday - 1) / 7)
      weekday = isoToCalendar(((weekday - 1) % 7) + 1)
    } else if (weekday <= 0) {
      while (weekday <= 0) {
        weekday += 7
        week--
      }
      weekday = isoToCalendar(weekday)
    }
    const yearStart = dayFromCivil(this.#get('weekYear', 1970), 1, 1)
    return yearStart - weekdayOf(yearStart) + (weekday - 1) + 7 * (week - 1)
  }

  #timeOfDay(): number {
    const half = this.#both('hour12', 'amPm')
    let best = Math.max(half, this.#stampOf('hour24'))
    if (best === 0) best = Math.max(this.#stampOf('hour12'), this.#stampOf('amPm'))
    const hours =
      best !== 0 && best === this.#stampOf('hour24')
        ? this.#get('hour24', 0)
        : this.#get('hour12', 0) + 12 * this.#get('amPm', 0)
    return ((hours * 60 + this.#get('minute', 0)) * 60 + this.#get('second', 0)) * 1000 + this.#get('milli', 0)
  }

  /** The day that the most recent complete group of fields names. */
  #day(year: number): number {
    const weekday = this.#stampOf('weekday')
    let byDay = this.#stampOf('day')
    let byWeekOfMonth = this.#both('weekOfMonth', 'weekday')
    let byWeekdayInMonth = this.#both('weekdayInMonth', 'weekday')
    const byDayOfYear = this.#stampOf('dayOfYear')
    let byWeekOfYear = this.#both('weekOfYear', 'weekday')
    let best = Math.max(byDay, byWeekOfMonth, byWeekdayInMonth, byDayOfYear, byWeekOfYear)
    if (best === 0) {
      byWeekOfMonth = this.#stampOf('weekOfMonth')
      byWeekdayInMonth = Math.max(this.#stampOf('weekdayInMonth'), weekday)
      byWeekOfYear = this.#stampOf('weekOfYear')
      best = Math.max(byWeekOfMonth, byWeekdayInMonth, byWeekOfYear)
      if (best === 0) best = byDay = this.#stampOf('month')
    }
    const ofYear = this.#stampOf('weekOfYear')
    if (best === byDay) return dayFromCivil(year, this.#get('month', 0) + 1, this.#get('day', 1))
    const isMonthBased =
      (best === byWeekOfMonth && this.#stampOf('weekOfMonth') >= ofYear) ||
      (best === byWeekdayInMonth && this.#stampOf('weekdayInMonth') >= ofYear)
    if (isMonthBased) {
      const inWeeks =
        byWeekOfMonth === byWeekdayInMonth
          ? this.#stampOf('weekOfMonth') >= this.#stampOf('weekdayInMonth')
          : best === byWeekOfMonth
      return inWeeks ? this.#dayOfMonthWeek(year) : this.#dayOfWeekdayInMonth(year)
    }
    if (best === byDayOfYear) return dayFromCivil(year, 1, 1) + this.#get('dayOfYear', 1) - 1
    return this.#dayOfYearWeek(year)
  }

  #dayOfMonthWeek(year: number): number {
    const start = dayFromCivil(year, this.#get('month', 0) + 1, 1)
    return this.#inWeek(start) + 7 * (this.#get('weekOfMonth', 1) - 1)
  }

  #dayOfYearWeek(year: number): number {
    return this.#inWeek(dayFromCivil(year, 1, 1)) + 7 * (this.#get('weekOfYear', 1) - 1)
  }

  /** The weekday in the week of `start`; Sunday when none is set. */
  #inWeek(start: number): number {
    const sunday = start - weekdayOf(start)
    return this.#values.has('weekday') ? weekdayOnOrBefore(sunday + 6, this.#get('weekday', 1)) : sunday
  }

  #dayOfWeekdayInMonth(year: number): number {
    const month = this.#get('month', 0) + 1
    const start = dayFromCivil(year, month, 1)
    const weekday = this.#get('weekday', 1)
    const nth = this.#get('weekdayInMonth', 1)
    if (nth >= 0) return weekdayOnOrBefore(start + 7 * nth - 1, weekday)
    const length = dayFromCivil(year, month + 1, 1) - start
    return weekdayOnOrBefore(start + length + 7 * (nth + 1) - 1, weekday)
  }
}

/** `weekday` counts from 1 = Sunday. */
function weekdayOnOrBefore(day: number, weekday: number): number {
  const back = (((weekdayOf(day) - (weekday - 1)) % 7) + 7) % 7
  return day - back
}

/** ISO weekday (1 = Monday) as Calendar's (1 = Sunday); what is out of range stays, and rolls over later. */
export const isoToCalendar = (weekday: number): number =>
  weekday < 1 || weekday > 7 ? weekday : weekday === 7 ? 1 : weekday + 1
