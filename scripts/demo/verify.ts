import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** What a file holds, counted and hashed without regard to order. */
export interface Census {
  readonly records: number
  /** SHA-256 over the sorted records, each once: two files with the same distinct records have the same. */
  readonly checksum: string
  readonly counts: ReadonlyMap<string, number>
}

export interface Comparison {
  /** Records of the input that the output does not have. */
  readonly missing: number
  /** Records that the output has more often than the input: normal after a crash (at-least-once). */
  readonly duplicates: number
  /** Records that no input explains. */
  readonly foreign: number
}

/** Fields of a CSV line, read character by character: on purpose not the parser that the pipeline uses. */
function csvFields(line: string): string[] {
  const fields: string[] = []
  let field = ''
  let isQuoted = false
  for (let i = 0; i < line.length; i++) {
    const character = line[i]!
    if (isQuoted && character === '"' && line[i + 1] === '"') field += line[++i]
    else if (character === '"') isQuoted = !isQuoted
    else if (character === ',' && !isQuoted) {
      fields.push(field)
      field = ''
    } else field += character
  }
  return [...fields, field]
}

const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')

function census(records: readonly string[]): Census {
  const counts = new Map<string, number>()
  for (const record of records) counts.set(record, (counts.get(record) ?? 0) + 1)
  const checksum = createHash('sha256')
    .update([...counts.keys()].sort().join('\n'))
    .digest('hex')
  return { records: records.length, checksum, counts }
}

const place = (zip: string, latitude: number, longitude: number, city: string, state: string, county: string) =>
  [zip, latitude, longitude, city, state, county].join('|')

/** The input, in the form in which both outputs are compared with it. */
export function readInput(path: string): { readonly places: Census; readonly cities: Census } {
  const rows = linesOf(path).slice(1).map(csvFields)
  return {
    places: census(
      rows.map(([zip, lat, lon, city, state, county]) => place(zip!, Number(lat), Number(lon), city!, state!, county!)),
    ),
    cities: census(rows.map(([, , , city]) => city!)),
  }
}

export function readPlaces(path: string): Census {
  const rows = linesOf(path).map((line) => JSON.parse(line) as Record<string, string>)
  return census(
    rows.map((row) =>
      place(
        row['zip_code']!,
        Number(row['latitude']),
        Number(row['longitude']),
        row['city']!,
        row['state']!,
        row['county']!,
      ),
    ),
  )
}

export const readCities = (path: string): Census => census(linesOf(path))

export function compare(input: Census, output: Census): Comparison {
  let missing = 0
  let duplicates = 0
  let foreign = 0
  for (const [record, count] of input.counts) {
    const found = output.counts.get(record) ?? 0
    missing += Math.max(0, count - found)
    duplicates += Math.max(0, found - count)
  }
  for (const [record, count] of output.counts) if (!input.counts.has(record)) foreign += count
  return { missing, duplicates, foreign }
}
