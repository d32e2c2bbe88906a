import { type CalendarFields, fieldsOf } from './calendar-fields.ts'
import { AM_PM, ERAS, MONTHS, short, WEEKDAYS } from './names.ts'
import type { PatternLetter, PatternPart } from './pattern.ts'

/** Text of a moment in UTC, English (United States). */
export function formatDate(parts: readonly PatternPart[], millis: bigint): string {
  const fields = fieldsOf(millis)
  let text = ''
  for (const part of parts) text += 'literal' in part ? part.literal : writers[part.letter](fields, part.count)
  return text
}

type Writer = (fields: CalendarFields, count: number) => string

const pad = (value: number, width: number): string =>
  value < 0 ? `-${String(-value).padStart(width, '0')}` : String(value).padStart(width, '0')

const padded =
  (pick: (fields: CalendarFields) => number): Writer =>
  (fields, count) =>
    pad(pick(fields), count)

/** Two letters cut the year to two digits, any other count shows all of it. */
const year =
  (pick: (fields: CalendarFields) => number): Writer =>
  (fields, count) =>
    count === 2 ? pad(pick(fields) % 100, 2) : pad(pick(fields), count)

const month: Writer = ({ month: value }, count) => {
  if (count < 3) return pad(value, count)
  return count === 3 ? short(MONTHS[value - 1]!) : MONTHS[value - 1]!
}

const writers: Record<PatternLetter, Writer> = {
  G: ({ era }) => ERAS[era]!,
  y: year((fields) => fields.yearOfEra),
  Y: year((fields) => fields.weekYear),
  M: month,
  L: month,
  d: padded((fields) => fields.day),
  D: padded((fields) => fields.dayOfYear),
  F: padded((fields) => fields.weekdayInMonth),
  w: padded((fields) => fields.weekOfYear),
  W: padded((fields) => fields.weekOfMonth),
  u: padded((fields) => (fields.weekday === 0 ? 7 : fields.weekday)),
  E: ({ weekday }, count) => (count >= 4 ? WEEKDAYS[weekday]! : short(WEEKDAYS[weekday]!)),
  a: ({ hour }) => AM_PM[hour < 12 ? 0 : 1]!,
  H: padded((fields) => fields.hour),
  k: padded((fields) => fields.hour || 24),
  K: padded((fields) => fields.hour % 12),
  h: padded((fields) => fields.hour % 12 || 12),
  m: padded((fields) => fields.minute),
  s: padded((fields) => fields.second),
  S: padded((fields) => fields.milli),
  z: (_fields, count) => (count >= 4 ? 'Coordinated Universal Time' : 'UTC'),
  Z: () => '+0000',
  X: () => 'Z',
}
