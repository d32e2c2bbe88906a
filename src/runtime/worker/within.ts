import { ConnectException } from '../../errors/index.ts'
import { type Clock, delay } from '../../kafka/clock.ts'

/** The call's outcome, or ConnectException with `message` when it has none after `timeoutMs`; the call itself goes on. */
export async function within<T>(clock: Clock, timeoutMs: number, call: Promise<T>, message: string): Promise<T> {
  const waiting = new AbortController()
  const late = delay(clock, timeoutMs, waiting.signal).then(() => {
    if (!waiting.signal.aborted) throw new ConnectException(message)
    return call
  })
  late.catch(() => {})
  try {
    return await Promise.race([call, late])
  } finally {
    waiting.abort()
  }
}

/** Resolves when the call has settled, but after `timeoutMs` at the latest. */
export async function settledOrLate(clock: Clock, timeoutMs: number, call: Promise<unknown>): Promise<void> {
  const waiting = new AbortController()
  await Promise.race([call.catch(() => {}), delay(clock, timeoutMs, waiting.signal)])
  waiting.abort()
}
