import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Gives back what starting took of this thread's heap: one full collection (some 20 ms) that also shrinks the young generation, which grew because
 * all that modules make survives, and drops the bytecode of what has run to load them: a function that runs again is compiled again. V8 by
 * itself does neither while little happens: 12 MB of the main thread, 5 MB of a task host. For threads that have just started; a busy one
 * would compile its loops anew.
 */
export function trimHeap(): void {
  setFlagsFromString('--bytecode-old-age=1')
  collectGarbage()
  setFlagsFromString(`--bytecode-old-age=${V8_BYTECODE_OLD_AGE}`)
}

/** One full collection of this thread's heap. */
export function collectGarbage(): void {
  collector ??= exposed()
  collector?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

/** Collections that code survives without being called; V8's default. */
const V8_BYTECODE_OLD_AGE = 6

type Collector = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void
let collector: Collector | null | undefined

function exposed(): Collector | null {
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('globalThis.gc')
  setFlagsFromString('--no-expose-gc')
  return typeof gc === 'function' ? (gc as Collector) : null
}
