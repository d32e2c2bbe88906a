import { JavaException } from '../../src/errors/index.ts'
import type { ZoneOffsets } from './zone-offset.ts'

const dateTime = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{0,9}))?)?(Z|[+-]\d{2}:\d{2}(?::\d{2})?)$/i
const time = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{0,9}))?)?(Z|[+-]\d{2}:\d{2}(?::\d{2})?)$/i

const unparseable = (text: string) =>
  new JavaException('java.time.format.DateTimeParseException', `Text '${text}' could not be parsed at index 0`)

function offsetOf(text: string): number {
  if (text.toUpperCase() === 'Z') return 0
  const [hours, minutes, seconds = 0] = text.slice(1).split(':').map(Number)
  return (text[0] === '-' ? -1 : 1) * (hours! * 3600 + minutes! * 60 + seconds) * 1000
}

const two = (value: number) => String(value).padStart(2, '0')

function offsetText(offset: number): string {
  if (offset === 0) return 'Z'
  const seconds = Math.abs(offset) / 1000
  const rest = seconds % 60 === 0 ? '' : `:${two(seconds % 60)}`
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}${rest}`
}

const fraction = (digits: string | undefined) => {
  const cut = (digits ?? '').replace(/0+$/, '')
  return cut === '' ? '' : `.${cut}`
}

/** An ISO date and time with offset, at the same moment in another zone. */
export function zonedTimestamp(text: string, zone: ZoneOffsets): string {
  const match = dateTime.exec(text)
  if (match === null) throw unparseable(text)
  const [, year, month, day, hour, minute, second = '0'] = match
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  // The offset is the one that the zone has at the local time as written, as Debezium looks it up.
  const offset = zone.atLocal(local)
  const moved = new Date(local - offsetOf(match[8]!) + offset).toISOString().slice(0, 19)
  return moved + fraction(match[7]) + offsetText(offset)
}

/** An ISO time with offset, moved to the offset that the zone has now. */
export function zonedTime(text: string, zone: ZoneOffsets, now: number): string {
  const match = time.exec(text)
  if (match === null) throw unparseable(text)
  const [, hour, minute, second = '0'] = match
  const local = Date.UTC(1970, 0, 2, Number(hour), Number(minute), Number(second))
  const offset = zone.atInstant(now)
  const moved = new Date(local - offsetOf(match[5]!) + offset).toISOString().slice(11, 19)
  return moved + fraction(match[4]) + offsetText(offset)
}
