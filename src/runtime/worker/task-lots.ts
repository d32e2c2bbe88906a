import type { TaskHost } from '../host/task-host.ts'
import type { HostPool } from './host-pool.ts'

interface Lot {
  host: TaskHost | null
}

/**
 * Tasks whose shared thread was ended. Which of them blocked it, or filled its memory, cannot be told from outside: they go on as two lots, each in
 * a thread of its own, halved again with every loss, until the one that does it is alone and fails alone. By `taskName`.
 */
export class TaskLots {
  readonly #lots = new Map<string, Lot>()

  split(tasks: readonly string[]): void {
    const middle = tasks.length >>> 1
    for (const half of [tasks.slice(0, middle), tasks.slice(middle)]) {
      const lot: Lot = { host: null }
      for (const task of half) this.#lots.set(task, lot)
    }
  }

  /** The task's host, opened when it is the first of its lot; undefined for a task that is in none. */
  take(task: string, pool: HostPool): TaskHost | undefined {
    const lot = this.#lots.get(task)
    if (lot === undefined) return undefined
    if (lot.host === null || !pool.join(lot.host)) lot.host = pool.take(`lot-of-${task}`, 'thread')
    return lot.host
  }

  /** Somebody stopped the task: it starts again where any other would. */
  forget(task: string): void {
    this.#lots.delete(task)
  }
}
