import type { Clock } from '../../kafka/clock.ts'
import { type RestartSettings, restartConfig } from '../error/tolerance-settings.ts'

export interface TaskRestartsDeps {
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
}

export interface PlannedRestart {
  /** 1 for the first restart in a row. */
  readonly attempt: number
  readonly delayMs: number
}

/** When failed tasks of a worker are started again (`errors.restart.*`): attempts in a row, back-off, and the timers. By `taskName`. */
export class TaskRestarts {
  readonly #deps: TaskRestartsDeps
  readonly #attempts = new Map<string, number>()
  readonly #timers = new Map<string, () => void>()

  constructor(deps: TaskRestartsDeps) {
    this.#deps = deps
  }

  /** Of a task that failed after it had run for `ranMs`; null when it is not to be started again. Calls `restart` once, later. */
  plan(
    task: string,
    connectorConfig: Readonly<Record<string, string>>,
    ranMs: number,
    restart: () => void,
  ): PlannedRestart | null {
    const settings = restartSettingsOf(connectorConfig)
    if (settings === null) return null
    const before = ranMs >= settings['errors.restart.backoff.max.ms'] ? 0 : (this.#attempts.get(task) ?? 0)
    const attemptsMax = settings['errors.restart.max.attempts']
    if (attemptsMax >= 0 && before >= attemptsMax) return null
    const delayMs = backoffMs(before, settings, this.#deps.random)
    this.#attempts.set(task, before + 1)
    this.cancel(task)
    const cancel = this.#deps.clock.after(delayMs, () => {
      this.#timers.delete(task)
      restart()
    })
    this.#timers.set(task, cancel)
    return { attempt: before + 1, delayMs }
  }

  isPlanned(task: string): boolean {
    return this.#timers.has(task)
  }

  /** The planned restart does not happen; the attempts so far still count. */
  cancel(task: string): void {
    this.#timers.get(task)?.()
    this.#timers.delete(task)
  }

  /** As `cancel`, and the next failure is the first again: somebody else decides over the task. */
  forget(task: string): void {
    this.cancel(task)
    this.#attempts.delete(task)
  }
}

/** Doubles with each attempt up to the longest; between a half and all of it, so that tasks that failed together come back one by one. */
function backoffMs(attempts: number, settings: RestartSettings, random: () => number): number {
  const doubled = settings['errors.restart.backoff.ms'] * 2 ** Math.min(attempts, 40)
  const most = Math.min(doubled, settings['errors.restart.backoff.max.ms'])
  return Math.round(most * (1 - random() / 2))
}

function restartSettingsOf(config: Readonly<Record<string, string>>): RestartSettings | null {
  if (config['errors.restart.max.attempts'] === undefined) return null
  try {
    const settings = restartConfig.parse(config)
    return settings['errors.restart.max.attempts'] === 0 ? null : settings
  } catch {
    return null
  }
}
