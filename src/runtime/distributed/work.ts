/** Connectors and tasks that a worker runs, should run, or gives up; a task is the text `<connector>-<number>`. */
export interface Work {
  readonly connectors: ReadonlySet<string>
  readonly tasks: ReadonlySet<string>
}

export const NO_WORK: Work = { connectors: new Set(), tasks: new Set() }

export const workOf = (connectors: Iterable<string>, tasks: Iterable<string>): Work => ({
  connectors: new Set(connectors),
  tasks: new Set(tasks),
})

export const isEmpty = (work: Work): boolean => work.connectors.size === 0 && work.tasks.size === 0

export const taskKey = (id: { readonly connector: string; readonly task: number }): string =>
  `${id.connector}-${id.task}`

/** Connector names may hold dashes: the number is what follows the last one (S8.8). */
export function taskIdOf(key: string): { readonly connector: string; readonly task: number } {
  const dash = key.lastIndexOf('-')
  return { connector: key.slice(0, dash), task: Number(key.slice(dash + 1)) }
}

export function union(works: Iterable<Work>): Work {
  const connectors = new Set<string>()
  const tasks = new Set<string>()
  for (const work of works) {
    for (const name of work.connectors) connectors.add(name)
    for (const key of work.tasks) tasks.add(key)
  }
  return { connectors, tasks }
}

/** What is in `work` and in none of `others`. */
export function minus(work: Work, ...others: readonly Work[]): Work {
  return {
    connectors: new Set([...work.connectors].filter((name) => !others.some((other) => other.connectors.has(name)))),
    tasks: new Set([...work.tasks].filter((key) => !others.some((other) => other.tasks.has(key)))),
  }
}

export const common = (a: Work, b: Work): Work => minus(a, minus(a, b))
