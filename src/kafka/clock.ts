/** Time as an argument: tests pass their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `task` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void
}

/** `setTimeout` takes 32 bits; a longer delay would fire at once. */
const DELAY_MS_MAX = 0x7fffffff

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    let timer: NodeJS.Timeout
    const wait = (leftMs: number) => {
      const now = Math.min(leftMs, DELAY_MS_MAX)
      timer = setTimeout(() => (leftMs > now ? wait(leftMs - now) : task()), Math.max(0, now))
    }
    wait(delayMs)
    return () => clearTimeout(timer)
  },
}

export function delay(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve()
      return
    }
    const cancel = clock.after(ms, finish)
    signal?.addEventListener('abort', finish, { once: true })
    function finish() {
      cancel()
      signal?.removeEventListener('abort', finish)
      resolve()
    }
  })
}
