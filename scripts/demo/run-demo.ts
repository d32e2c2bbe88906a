import { existsSync } from 'node:fs'
import { styleText } from 'node:util'
import { compileOrFail } from '../../cli/compile.ts'
import { renderTable } from '../../cli/output/table.ts'
import { type RunOutcome, runPipelines } from '../../cli/run-pipelines.ts'
import { type Census, type Comparison, compare, readCities, readInput, readPlaces } from './verify.ts'

const PIPELINE = 'pipelines/demo/zipcodes.ts'
const INPUT = 'node_modules/vega-datasets/data/zipcodes.csv'
const PLACES = 'out/demo/places.jsonl'
const CITIES = 'out/demo/cities.txt'
const TOPIC = 'demo-zipcodes'

const say = (line = '') => void process.stdout.write(`${line}\n`)
const count = (value: number) => value.toLocaleString('en-US')

/** Runs the demo; true when everything that went in came out. */
export async function runDemo(options: { readonly port: number; readonly keep: boolean }): Promise<boolean> {
  say(`${styleText('bold', 'US ZIP codes, from a CSV file to a topic to two files')}   ${styleText('dim', PIPELINE)}`)
  say(`  ${INPUT}`)
  say('    → parse each line (a TypeScript function) → Cast → ExtractField$Key → RegexRouter → JsonConverter')
  say(`    → topic ${TOPIC} in the embedded broker`)
  say(`    → ${PLACES}   and   ExtractField$Value → ${CITIES}`)
  say()
  const { pipelines } = await compileOrFail([PIPELINE])
  let isSame = false
  await runPipelines(pipelines, {
    dataDir: '.sluiceway/demo',
    brokerPort: options.port,
    logLevel: 'error',
    keep: options.keep,
    onStarted: ({ bootstrapServers }, display) =>
      display.say(
        `Kafka on ${bootstrapServers}; while it is up: ${styleText('cyan', `kcat -b ${bootstrapServers} -t ${TOPIC} -C -e -q`)}\n`,
      ),
    onEnd: (outcome) => {
      if (outcome.outcome === 'interrupted') say('Stopped before the end; the next run continues.')
      isSame = report(outcome)
      if (options.keep && outcome.outcome === 'done') say('The broker stays up until Ctrl-C.')
    },
  })
  return isSame
}

function report(outcome: RunOutcome): boolean {
  const source = outcome.connectors.find((connector) => connector.kind === 'source')
  const fresh = source?.records ?? 0
  say()
  say(
    fresh === 0
      ? '0 new records: the stored offsets are at the end of the input.'
      : `${count(fresh)} new records in ${outcome.seconds.toFixed(1)} s.`,
  )
  if (!existsSync(PLACES) || !existsSync(CITIES)) return false
  const input = readInput(INPUT)
  const places = readPlaces(PLACES)
  const cities = readCities(CITIES)
  const checks = [
    { file: PLACES, expected: input.places, actual: places, result: compare(input.places, places) },
    { file: CITIES, expected: input.cities, actual: cities, result: compare(input.cities, cities) },
  ]
  say()
  say(
    renderTable(
      ['', 'RECORDS', 'CHECKSUM (SHA-256 of the distinct records)', ''].map((cell) => styleText('dim', cell)),
      [row('input', input.places, ''), ...checks.map(({ file, actual, result }) => row(file, actual, verdict(result)))],
    ),
  )
  say()
  return checks.every(({ result }) => isComplete(result))
}

const row = (name: string, census: Census, note: string) => [
  name,
  count(census.records),
  census.checksum.slice(0, 32),
  note,
]

const isComplete = ({ missing, foreign }: Comparison) => missing === 0 && foreign === 0

function verdict({ missing, duplicates, foreign }: Comparison): string {
  if (missing > 0 || foreign > 0)
    return styleText('red', `${count(missing)} missing, ${count(foreign)} that no input explains`)
  const twice =
    duplicates > 0 ? styleText('yellow', ` (${count(duplicates)} twice: delivered again after an interruption)`) : ''
  return `${styleText('green', '✓ every record arrived')}${twice}`
}
