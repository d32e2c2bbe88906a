import { performance } from 'node:perf_hooks'
import { getHeapSpaceStatistics } from 'node:v8'
import type { Clock } from '../../kafka/clock.ts'
import { trimHeap } from './trim-heap.ts'

export interface IdleThread {
  readonly clock: Clock
  /** Bytes resident of this thread's young generation. */
  youngBytes(): number
  /** Part of the time since the last call that the event loop was busy, 0 to 1. */
  busyShare(): number
  trim(): void
}

/** Not at once: who waited for the worker calls now. */
const FIRST_AFTER_MS = 1_000
const CHECK_MS = 2_000
const YOUNG_BYTES_MAX = 4 * 2 ** 20
const BUSY_SHARE_MAX = 0.2

/**
 * Gives back what starting took of this thread's heap, and later what anything loaded on first use took (the schema registry's client: 7 MB):
 * whenever the young generation is large and the thread has little to do. The returned function ends it.
 */
export function trimWhileIdle(thread: IdleThread): () => void {
  let cancel = thread.clock.after(FIRST_AFTER_MS, () => {
    thread.trim()
    thread.busyShare()
    watch()
  })
  const watch = () => {
    cancel = thread.clock.after(CHECK_MS, () => {
      const isIdle = thread.busyShare() < BUSY_SHARE_MAX
      if (isIdle && thread.youngBytes() > YOUNG_BYTES_MAX) thread.trim()
      watch()
    })
  }
  return () => cancel()
}

/** The thread that calls this. */
export function thisThread(clock: Clock): IdleThread {
  let last = performance.eventLoopUtilization()
  return {
    clock,
    youngBytes: () => {
      const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
      return young?.physical_space_size ?? 0
    },
    busyShare: () => {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, last)
      last = now
      return utilization
    },
    trim: trimHeap,
  }
}
