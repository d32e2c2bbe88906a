import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** One JSON object a line instead of a table. */
  readonly json: boolean
  readonly records: number
  /** `host:port` of a Kafka to use; the benchmark starts the embedded broker when absent. */
  readonly bootstrap: string | undefined
}

export interface Measurement {
  readonly wallSeconds: number
  /** User and system time of this process, all threads. */
  readonly cpuSeconds: number
}

/** One line of the result: our figure, the one it is held against, and how many times better ours is. */
export interface BenchResult {
  readonly name: string
  readonly ours: number
  readonly reference: number
  /** Above 1: ours is better, whether more or less is better for the unit. */
  readonly ratio: number
  readonly unit: string
}

/** The options that every benchmark takes: `--json`, `--records N`, `--bootstrap HOST:PORT`. */
export function benchOptions(defaults: { records: number }): BenchOptions {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, records: { type: 'string' }, bootstrap: { type: 'string' } },
  })
  const records = values.records === undefined ? defaults.records : Number(values.records)
  if (!Number.isInteger(records) || records < 1) {
    process.stderr.write(`--records must be a whole number above 0, not "${values.records}"\n`)
    process.exit(2)
  }
  return { json: values.json ?? false, records, bootstrap: values.bootstrap }
}

export async function measure(run: () => Promise<void>): Promise<Measurement> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await run()
  const wallSeconds = (performance.now() - start) / 1000
  const used = process.cpuUsage(cpu)
  return { wallSeconds, cpuSeconds: (used.user + used.system) / 1e6 }
}

export const moreIsBetter = (name: string, ours: number, reference: number, unit: string): BenchResult =>
  result(name, ours, reference, ours / reference, unit)
export const lessIsBetter = (name: string, ours: number, reference: number, unit: string): BenchResult =>
  result(name, ours, reference, reference / ours, unit)

function result(name: string, ours: number, reference: number, ratio: number, unit: string): BenchResult {
  return { name, ours: round(ours), reference: round(reference), ratio: round(ratio), unit }
}

const round = (value: number) => Number(value.toPrecision(4))

/** Prints the results and keeps them in `bench/results/<bench>.json`. */
export async function report(bench: string, options: BenchOptions, results: readonly BenchResult[]): Promise<void> {
  if (options.json) for (const one of results) process.stdout.write(`${JSON.stringify(one)}\n`)
  else process.stdout.write(table(results))
  const directory = fileURLToPath(new URL('./results/', import.meta.url))
  await mkdir(directory, { recursive: true })
  const about = { bench, date: new Date().toISOString().slice(0, 10), node: process.version, cores: cpus().length }
  await writeFile(
    `${directory}${bench}.json`,
    `${JSON.stringify({ ...about, records: options.records, results }, null, 2)}\n`,
  )
}

function table(results: readonly BenchResult[]): string {
  const rows = [
    ['', 'ours', 'reference', 'ratio', 'unit'],
    ...results.map((one) => [
      one.name,
      one.ours.toLocaleString('en-US'),
      one.reference.toLocaleString('en-US'),
      `${one.ratio}x`,
      one.unit,
    ]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const isText = (column: number) => column === 0 || column === 4
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isText(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
    .concat('\n')
}
