import { zoneTable } from './zone-table.generated.ts'

interface ZoneName {
  readonly name: string
  readonly offset: number
}

let zones: readonly ZoneName[] | undefined

function zoneNames(): readonly ZoneName[] {
  zones ??= zoneTable
    .trim()
    .split('\n')
    .map((line) => {
      const space = line.indexOf(' ')
      return { name: line.slice(space + 1), offset: Number(line.slice(0, space)) * 60_000 }
    })
  return zones
}

/**
 * The time zone whose name stands at a place, in any case: its offset from UTC in milliseconds and the length of the name. Daylight saving
 * is what the name says ("PDT"), whatever the date.
 */
export function zoneAt(text: string, at: number): { readonly offset: number; readonly length: number } | null {
  const rest = text.slice(at, at + 64).toLowerCase()
  const found = zoneNames().find(({ name }) => rest.startsWith(name))
  return found === undefined ? null : { offset: found.offset, length: found.name.length }
}
