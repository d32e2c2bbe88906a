const MILLIS_PER_DAY = 86_400_000
/** 1582-10-15, the first day of the Gregorian calendar, in days since the epoch. */
const CUTOVER_DAY = -141_427

/** A date of `java.util.GregorianCalendar` with its default cutover: Julian before 15 October 1582. `year` is 0 for 1 BC, -1 for 2 BC. */
export interface CivilDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

/** Days since the epoch, rounded down. */
export const dayOf = (millis: number): number => Math.floor(millis / MILLIS_PER_DAY)
/** Milliseconds since midnight UTC. */
export const millisOfDay = (millis: number): number => millis - dayOf(millis) * MILLIS_PER_DAY

export function civilFromDay(day: number): CivilDate {
  return day >= CUTOVER_DAY ? gregorianFromDay(day) : julianFromDay(day)
}

function gregorianFromDay(day: number): CivilDate {
  const shifted = day + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  return fromMarch(yearOfEra + era * 400, dayOfYear)
}

function julianFromDay(day: number): CivilDate {
  const shifted = day + 719_470
  const cycle = Math.floor(shifted / 1461)
  const dayOfCycle = shifted - cycle * 1461
  const yearOfCycle = Math.min(Math.floor(dayOfCycle / 365), 3)
  return fromMarch(cycle * 4 + yearOfCycle, dayOfCycle - yearOfCycle * 365)
}

/** `dayOfYear` counts from 1 March, which puts the leap day last. */
function fromMarch(year: number, dayOfYear: number): CivilDate {
  const index = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * index + 2) / 5) + 1
  return index < 10 ? { year, month: index + 3, day } : { year: year + 1, month: index - 9, day }
}

/**
 * Days since the epoch. `month` and `day` may be out of range: they roll over, as in a lenient calendar. The ten days that were left out
 * of October 1582 count as Julian.
 */
export function dayFromCivil(year: number, month: number, day: number): number {
  const wholeYear = year + Math.floor((month - 1) / 12)
  const wholeMonth = month - 12 * Math.floor((month - 1) / 12)
  if (year >= 1582) {
    const gregorian = gregorianMonthStart(wholeYear, wholeMonth) + day - 1
    if (gregorian >= CUTOVER_DAY) return gregorian
  }
  return julianMonthStart(wholeYear, wholeMonth) + day - 1
}

function marchBased(year: number, month: number): { readonly year: number; readonly days: number } {
  const index = month > 2 ? month - 3 : month + 9
  return { year: month <= 2 ? year - 1 : year, days: Math.floor((153 * index + 2) / 5) }
}

function gregorianMonthStart(year: number, month: number): number {
  const from = marchBased(year, month)
  const y = from.year
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + from.days - 719_468
}

function julianMonthStart(year: number, month: number): number {
  const from = marchBased(year, month)
  return 365 * from.year + Math.floor(from.year / 4) + from.days - 719_470
}
