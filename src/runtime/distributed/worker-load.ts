import type { Work } from './work.ts'

/** One worker's connectors and tasks while an assignment is worked out. Mutable. */
export interface WorkerLoad {
  readonly worker: string
  readonly connectors: Set<string>
  readonly tasks: Set<string>
}

export const loadOf = (worker: string, work: Work): WorkerLoad => ({
  worker,
  connectors: new Set(work.connectors),
  tasks: new Set(work.tasks),
})

export type Resource = 'connectors' | 'tasks'

/** Gives each item to the worker that has the fewest of its kind; among equals to the one that stands first. */
export function spread(loads: readonly WorkerLoad[], resource: Resource, items: Iterable<string>): void {
  for (const item of items) {
    let least: WorkerLoad | undefined
    for (const load of loads) if (least === undefined || load[resource].size < least[resource].size) least = load
    least?.[resource].add(item)
  }
}

/**
 * What each worker has above its fair share (`total / workers`, the first `total % workers` may have one more), so that
 * others can have it; what it was given last goes first. Empty when nobody has too much.
 * @param givenAt - generation in which its holder got an item.
 */
export function surplus(
  loads: readonly WorkerLoad[],
  resource: Resource,
  total: number,
  givenAt: (item: string) => number,
): Map<string, string[]> {
  const minimum = Math.floor(total / loads.length)
  let mayHaveOneMore = total % loads.length
  const given = new Map<string, string[]>()
  for (const load of loads) {
    const held = [...load[resource]].sort((a, b) => givenAt(b) - givenAt(a))
    if (held.length <= minimum) continue
    const allowed = mayHaveOneMore > 0 ? minimum + 1 : minimum
    if (mayHaveOneMore > 0) mayHaveOneMore--
    if (held.length > allowed) given.set(load.worker, held.slice(0, held.length - allowed))
  }
  return given
}
