/** A started timer. */
export interface Timer {
  cancel(): void
}

/** Time as the broker sees it. Timers never keep the process alive by themselves. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `task` once, after at least `delayMs`. */
  after(delayMs: number, task: () => void): Timer
}

/** `setTimeout` takes 32 bits; a longer delay would fire at once. */
const DELAY_MS_MAX = 0x7fffffff

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, Math.max(0, Math.min(delayMs, DELAY_MS_MAX)))
    timer.unref()
    return { cancel: () => clearTimeout(timer) }
  },
}
