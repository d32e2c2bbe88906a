/** Smaller frames come from Node's own pool, or from the chunk they arrived in. */
const BYTES_MIN = 32 * 1024
/** Twice what a producer sends at most by default (`max.request.size`). */
const BYTES_MAX = 2 * 1024 * 1024
const IDLE_BYTES_MAX = 8 * 1024 * 1024

/** Shared by all brokers of the process; the newest is last. */
const idle: Buffer[] = []
let idleBytes = 0

/**
 * Memory for a frame of that size, of a power of two bytes; its content is undefined. undefined when it is not worth while, or more than is ever
 * kept. Produce requests in memory of their own would make V8 mark its whole heap again every few thousand records: what lies outside of
 * the heap is what drives it.
 */
export function borrowFrame(bytes: number): Buffer | undefined {
  if (bytes < BYTES_MIN || bytes > BYTES_MAX) return undefined
  const at = idle.findLastIndex((each) => each.length >= bytes)
  if (at < 0) return Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(bytes)))
  const [found] = idle.splice(at, 1)
  idleBytes -= found!.length
  return found
}

/** Only what `borrowFrame` gave, once, when nobody looks at it any more. What was borrowed and is never returned is garbage like any other. */
export function returnFrame(frame: Buffer): void {
  if (idleBytes + frame.length > IDLE_BYTES_MAX) return
  idle.push(frame)
  idleBytes += frame.length
}
