import { styleText } from 'node:util'
import type { ConnectorProgress, KeyChange, PlannedConnector } from '../../src/deploy/index.ts'
import { stateText, tasksText } from '../remote/state-text.ts'
import { LiveBlock } from './live-block.ts'
import { fitted, renderTable } from './table.ts'

const marks = {
  create: styleText('green', '+ create'),
  change: styleText('yellow', '~ change'),
  keep: styleText('dim', '= keep'),
  delete: styleText('red', '- delete'),
}

/** The plan: a line for each connector, and below it the keys that change. */
export function planLines(connectors: readonly PlannedConnector[]): string[] {
  const lines = fitted(
    (classText) =>
      rowsWithoutHeader(
        connectors.map(({ name, kind, action, connectorClass }) => [
          marks[action],
          name,
          kind,
          styleText('dim', classText(connectorClass)),
        ]),
      ),
    process.stdout.columns,
  )
  return connectors.flatMap(({ changes }, i) => [lines[i]!, ...changes.map(changeLine)])
}

function changeLine({ key, from, to }: KeyChange): string {
  if (from === null) return `    ${styleText('green', '+')} ${key} = ${to}`
  if (to === null) return `    ${styleText('red', '-')} ${key} = ${from}`
  // Both ends of a secret look the same.
  if (from === to) return `    ${styleText('yellow', '~')} ${key}: ${to} (another value)`
  return `    ${styleText('yellow', '~')} ${key}: ${from} ${styleText('dim', '->')} ${to}`
}

/** Progress of the connectors that come up: a live block on a terminal, else a line whenever one is ready. */
export class DeployDisplay {
  readonly #live = new LiveBlock()
  readonly #ready = new Set<string>()
  readonly #say: (line: string) => void

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  show(progress: readonly ConnectorProgress[]): void {
    if (this.#live.isLive) this.#live.draw(progressLines(progress))
    // Lines that come one after the other have the columns of the last ones.
    const settled = progressLines(
      progress.map((each) => (each.isReady ? each : { ...each, state: 'RUNNING', isReady: true })),
    )
    for (const [i, { name, isReady }] of progress.entries()) {
      if (!isReady || this.#ready.has(name)) continue
      this.#ready.add(name)
      if (!this.#live.isLive) this.#say(settled[i]!)
    }
  }

  /** Ends the live block; what it showed last stays, as ordinary lines. */
  end(progress: readonly ConnectorProgress[]): void {
    if (!this.#live.isLive) return
    this.#live.clear()
    for (const line of progressLines(progress)) this.#say(line)
  }

  clear(): void {
    this.#live.clear()
  }
}

const progressLines = (progress: readonly ConnectorProgress[]): string[] => rowsWithoutHeader(progress.map(progressRow))

/** A connector that runs says so; before, it is starting, whatever it calls itself without tasks. */
const progressRow = ({ name, state, tasks, tasksRunning, isReady }: ConnectorProgress) => [
  stateText(state === 'RUNNING' && !isReady ? 'STARTING' : state),
  name,
  tasks === 0 && !isReady
    ? styleText('dim', 'no tasks yet')
    : `${tasksText(tasksRunning, tasks)} ${tasks === 1 ? 'task' : 'tasks'}`,
]

/** A line of the header is empty: the widths come from the rows alone. */
const rowsWithoutHeader = (rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0
    ? []
    : renderTable(
        rows[0]!.map(() => ''),
        rows,
      )
        .split('\n')
        .slice(1)
