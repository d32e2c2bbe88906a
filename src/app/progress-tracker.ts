import type { ConnectorProgress, StandaloneWorker } from '../runtime/index.ts'

/** One connector as displays show it. */
export interface StageProgress {
  readonly connector: string
  readonly kind: 'source' | 'sink'
  readonly state: string
  /** Source: acknowledged by Kafka; sink: delivered by `put`. */
  readonly records: number
  /** Over about the last second. */
  readonly recordsPerSecond: number
  /** Source: polled but not acknowledged yet. Sink: behind the end of the topic. null = not known. */
  readonly lag: number | null
  readonly skipped: number
}

const WINDOW_MS = 1000

/** Turns the worker's counters into rates. Ask at regular times. */
export class ProgressTracker {
  readonly #worker: StandaloneWorker
  readonly #now: () => number
  /** Counts at earlier askings, by connector, oldest first. */
  readonly #history = new Map<string, { readonly at: number; readonly records: number }[]>()

  constructor(worker: StandaloneWorker, now: () => number = () => performance.now()) {
    this.#worker = worker
    this.#now = now
  }

  stages(): StageProgress[] {
    const order = { source: 0, sink: 1 }
    return this.#worker
      .progress()
      .map((progress) => this.#stage(progress))
      .sort((a, b) => order[a.kind] - order[b.kind] || (a.connector < b.connector ? -1 : 1))
  }

  #stage(progress: ConnectorProgress): StageProgress {
    return {
      connector: progress.name,
      kind: progress.kind,
      state: stateOf(progress),
      records: progress.delivered,
      recordsPerSecond: this.#rate(progress.name, progress.delivered),
      lag: progress.kind === 'source' ? progress.active : progress.lag,
      skipped: progress.skipped,
    }
  }

  #rate(connector: string, records: number): number {
    const at = this.#now()
    const history = [...(this.#history.get(connector) ?? []), { at, records }].filter(
      // The one before stays, however long ago: who asks seldom gets the rate since then.
      (entry, i, all) => i >= all.length - 2 || at - entry.at <= WINDOW_MS * 1.5,
    )
    this.#history.set(connector, history)
    const oldest = history[0]!
    return at - oldest.at < 50 ? 0 : Math.max(0, ((records - oldest.records) / (at - oldest.at)) * 1000)
  }
}

/** FAILED when any task failed, else the state of the first task. */
function stateOf({ tasks }: ConnectorProgress): string {
  return tasks.find((task) => task.state === 'FAILED')?.state ?? tasks[0]?.state ?? 'UNASSIGNED'
}
