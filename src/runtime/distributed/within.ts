import { ConnectException } from '../../errors/index.ts'
import { type Clock, delay } from '../../kafka/index.ts'

/** As `work`, but rejects when it takes longer; the work itself goes on. */
export async function within<T>(clock: Clock, work: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  const ended = new AbortController()
  const late = delay(clock, timeoutMs, ended.signal).then(() => {
    if (!ended.signal.aborted) throw new ConnectException(`It took more than ${timeoutMs} ms to ${what}`)
    return new Promise<never>(() => {})
  })
  try {
    return await Promise.race([work, late])
  } finally {
    ended.abort()
  }
}
