import { civilFromDay, dayFromCivil } from '../gregorian-calendar.ts'

const DAY = 86_400_000n

/** A moment as the fields that a pattern may show: UTC, weeks as in the United States (Sunday first, one day makes a week). */
export interface CalendarFields {
  /** 0 = BC, 1 = AD. */
  readonly era: number
  readonly yearOfEra: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly dayOfYear: number
  /** 0 = Sunday. */
  readonly weekday: number
  readonly weekOfYear: number
  readonly weekOfMonth: number
  readonly weekdayInMonth: number
  readonly weekYear: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly milli: number
}

const floorMod = (value: number, by: number) => ((value % by) + by) % by
/** 0 = Sunday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => floorMod(day + 4, 7)

export function fieldsOf(millis: bigint): CalendarFields {
  let wholeDays = millis / DAY
  if (wholeDays * DAY > millis) wholeDays -= 1n
  const day = Number(wholeDays)
  const time = Number(millis - wholeDays * DAY)
  const civil = civilFromDay(day)
  const yearStart = dayFromCivil(civil.year, 1, 1)
  const weekday = weekdayOf(day)
  const monthStart = dayFromCivil(civil.year, civil.month, 1)
  const { weekOfYear, weekYear } = weekOf(day, civil.year, yearStart)
  return {
    era: civil.year > 0 ? 1 : 0,
    yearOfEra: civil.year > 0 ? civil.year : 1 - civil.year,
    month: civil.month,
    day: civil.day,
    dayOfYear: day - yearStart + 1,
    weekday,
    weekOfYear,
    weekYear,
    weekOfMonth: Math.floor((day - monthStart + weekdayOf(monthStart)) / 7) + 1,
    weekdayInMonth: Math.floor((day - monthStart) / 7) + 1,
    hour: Math.floor(time / 3_600_000),
    minute: Math.floor(time / 60_000) % 60,
    second: Math.floor(time / 1000) % 60,
    milli: time % 1000,
  }
}

/** The week that holds 1 January is week 1 of its year, whole: late December may belong to the next year. */
function weekOf(day: number, year: number, yearStart: number): { weekOfYear: number; weekYear: number } {
  const nextStart = dayFromCivil(year + 1, 1, 1)
  const nextWeekStart = nextStart - weekdayOf(nextStart)
  if (day >= nextWeekStart) return { weekOfYear: 1, weekYear: year + 1 }
  const firstWeekStart = yearStart - weekdayOf(yearStart)
  return { weekOfYear: Math.floor((day - firstWeekStart) / 7) + 1, weekYear: year }
}
