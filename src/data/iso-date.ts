import { civilFromDay, dayOf, millisOfDay } from '../java/index.ts'
import { MILLIS_PER_DAY } from './logical.ts'

const pad = (value: number, width: number) => String(value).padStart(width, '0')

/** Year of the era, as SimpleDateFormat's `yyyy` prints it: 1 BC is `0001`. */
function isoDay(millis: number): string {
  const { year, month, day } = civilFromDay(dayOf(millis))
  return `${pad(year > 0 ? year : 1 - year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
}

function isoTime(millis: number): string {
  const time = millisOfDay(millis)
  const hours = Math.floor(time / 3_600_000)
  const minutes = Math.floor(time / 60_000) % 60
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(Math.floor(time / 1000) % 60, 2)}.${pad(time % 1000, 3)}Z`
}

/**
 * The text of a date in Connect's `Values` (`Values.dateFormatFor`): the form is picked by the value, not by its schema. Below one day
 * after the epoch it is a time, at midnight a date, else a timestamp.
 */
export function dateToText(date: Date): string {
  const millis = date.getTime()
  if (millis < MILLIS_PER_DAY) return isoTime(millis)
  if (millis % MILLIS_PER_DAY === 0) return isoDay(millis)
  return `${isoDay(millis)}T${isoTime(millis)}`
}
