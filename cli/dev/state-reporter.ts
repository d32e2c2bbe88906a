import { styleText } from 'node:util'
import type { Herder } from '../../src/runtime/index.ts'

export interface Reporter {
  say(line: string): void
  print(event: object): void
}

const CHECK_MS = 250

/** Tells when a connector or task starts to run or fails. */
export class StateReporter {
  readonly #herder: Herder
  readonly #reporter: Reporter
  readonly #timer: NodeJS.Timeout
  readonly #seen = new Map<string, string>()

  constructor(herder: Herder, reporter: Reporter) {
    this.#herder = herder
    this.#reporter = reporter
    this.#timer = setInterval(() => void this.#check(), CHECK_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #check(): Promise<void> {
    try {
      for (const name of await this.#herder.connectors()) {
        const { connector, tasks } = await this.#herder.connectorStatus(name)
        this.#tell(name, connector.state, connector.trace)
        for (const task of tasks) this.#tell(`${name}-${task.id}`, task.state, task.trace)
      }
    } catch {
      // A connector that is not there yet, or no more: the next check sees it.
    }
  }

  #tell(name: string, state: string, trace: string | undefined): void {
    if (this.#seen.get(name) === state) return
    this.#seen.set(name, state)
    const style = state === 'FAILED' ? 'red' : state === 'RUNNING' ? 'green' : 'yellow'
    // The trace of a failure stands in the log already.
    this.#reporter.say(`${styleText(style, state.toLowerCase().padEnd(8))} ${name}`)
    this.#reporter.print({ event: 'state', name, state, ...(trace === undefined ? {} : { trace }) })
  }
}
