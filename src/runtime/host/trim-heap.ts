import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Gives back what starting took of this thread's heap: one full collection (some 20 ms) that also shrinks the young generation, which grew because
 * all that modules make survives. V8 by itself does neither while little happens: 12 MB of the main thread, 4 MB of a task host.
 */
export function trimHeap(): void {
  collector ??= exposed()
  collector?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

type Collector = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void
let collector: Collector | null | undefined

function exposed(): Collector | null {
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('globalThis.gc')
  setFlagsFromString('--no-expose-gc')
  return typeof gc === 'function' ? (gc as Collector) : null
}
