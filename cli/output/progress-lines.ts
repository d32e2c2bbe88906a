import { styleText } from 'node:util'
import type { StageProgress } from '../../src/app/progress-tracker.ts'
import { renderTable } from './table.ts'

const count = (value: number) => value.toLocaleString('en-US')

const stateStyle = (state: string) => (state === 'FAILED' ? 'red' : state === 'RUNNING' ? 'green' : 'yellow')

/** The display as lines: stage, state, records, rate, lag, skipped. */
export function progressLines(rows: readonly StageProgress[]): string[] {
  const body = rows.map((row) => [
    row.kind === 'source' ? styleText('cyan', '→ source') : styleText('magenta', '← sink'),
    row.connector,
    styleText(stateStyle(row.state), row.state.toLowerCase()),
    count(row.records).padStart(11),
    `${count(Math.round(row.recordsPerSecond))}/s`.padStart(11),
    (row.lag === null ? '-' : count(row.lag)).padStart(9),
    row.skipped > 0 ? styleText('red', count(row.skipped)) : '',
  ])
  const header = [
    'STAGE',
    'CONNECTOR',
    'STATE',
    'RECORDS'.padStart(11),
    'RATE'.padStart(11),
    'LAG'.padStart(9),
    rows.some((r) => r.skipped > 0) ? 'SKIPPED' : '',
  ]
  return renderTable(
    header.map((cell) => styleText('dim', cell)),
    body,
  ).split('\n')
}
