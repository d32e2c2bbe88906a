const DAY = 86_400_000
/** No zone ever left an offset and came back to it within this time. */
const BLOCK = DAY / 4
const knownMax = 1000

/** Offsets from UTC in milliseconds of one time zone: a region (`America/New_York`) or a fixed offset (`+05:30`). */
export interface ZoneOffsets {
  /** At a moment. */
  atInstant(millis: number): number
  /** At a local date and time, given as if it were UTC. In a gap or an overlap the offset from before counts, as in java.time. */
  atLocal(millis: number): number
}

/** Null when there is no such zone. Region names are case-sensitive, as in Java. */
export function zoneOffsets(name: string): ZoneOffsets | null {
  const fixed = /^([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(name)
  if (fixed !== null) {
    const seconds = Number(fixed[2]) * 3600 + Number(fixed[3]) * 60 + Number(fixed[4] ?? 0)
    const offset = (fixed[1] === '-' ? -seconds : seconds) * 1000
    return { atInstant: () => offset, atLocal: () => offset }
  }
  if (!/^[A-Z]/.test(name)) return null
  try {
    return regionOffsets(name)
  } catch {
    return null
  }
}

function regionOffsets(timeZone: string): ZoneOffsets {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const compute = (millis: number): number => {
    const parts = Object.fromEntries(format.formatToParts(millis).map(({ type, value }) => [type, value]))
    const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year'])
    const local = new Date(0)
    local.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']))
    local.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']))
    return local.getTime() - Math.floor(millis / 1000) * 1000
  }
  /** Intl takes microseconds: the offset of a quarter of a day is kept, null where it changes within. */
  const known = new Map<number, number | null>()
  const atInstant = (millis: number): number => {
    const block = Math.floor(millis / BLOCK)
    let offset = known.get(block)
    if (offset === undefined) {
      const start = compute(block * BLOCK)
      offset = compute((block + 1) * BLOCK) === start ? start : null
      if (known.size >= knownMax) known.clear()
      known.set(block, offset)
    }
    return offset ?? compute(millis)
  }
  const atLocal = (local: number): number => {
    const before = atInstant(local - DAY)
    const after = atInstant(local + DAY)
    if (before === after || atInstant(local - before) === before) return before
    return atInstant(local - after) === after ? after : before
  }
  return { atInstant, atLocal }
}
