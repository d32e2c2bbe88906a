import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export interface Figure {
  readonly name: string
  /** Median of `runs`. */
  readonly value: number
  readonly unit: string
  readonly limit: number | null
  readonly runs: readonly number[]
}

/** The median of several runs, and the limit that it has to stay below. */
export function figure(name: string, unit: string, runs: readonly number[], limit: number | null = null): Figure {
  const sorted = runs.toSorted((a, b) => a - b)
  const middle = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2
  return { name, value: round(middle), unit, limit, runs: runs.map(round) }
}

const round = (value: number) => Math.round(value * 10) / 10

/** Prints the figures with their limits and keeps them in `bench/results/<bench>.json`; the exit code says whether all are within. */
export async function reportFigures(bench: string, about: object, figures: readonly Figure[]): Promise<void> {
  const width = Math.max(...figures.map(({ name }) => name.length))
  for (const { name, value, unit, limit } of figures) {
    const verdict = limit === null ? '' : `  limit ${limit}${value < limit ? '' : '  ABOVE'}`
    process.stdout.write(`${name.padEnd(width)}  ${value.toFixed(1).padStart(7)} ${unit}${verdict}\n`)
  }
  const directory = fileURLToPath(new URL('../results/', import.meta.url))
  await mkdir(directory, { recursive: true })
  const head = { bench, date: new Date().toISOString().slice(0, 10), node: process.version, ...about }
  await writeFile(`${directory}${bench}.json`, `${JSON.stringify({ ...head, figures }, null, 2)}\n`)
  if (figures.some(({ value, limit }) => limit !== null && value >= limit)) process.exitCode = 1
}
