import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** Where in a call its caller is killed: before the worker hears of it, or after it has answered, but before the caller hears that. */
export type Moment = 'before' | 'after'

export interface CountingProxy extends AsyncDisposable {
  readonly url: string
  /** Changing calls since `arm`. */
  count(): number
  /** The nth changing call from now on makes `strike` happen at its moment, and is not answered. */
  arm(nth: number, moment: Moment, strike: () => void): void
}

/** Passes calls on to a worker and counts those that change something. */
export async function startCountingProxy(worker: string): Promise<CountingProxy> {
  let count = 0
  let armed: { readonly nth: number; readonly moment: Moment; readonly strike: () => void } | null = null
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  })
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    const isHit = request.method !== 'GET' && ++count === armed?.nth
    if (isHit && armed?.moment === 'before') return armed.strike()
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && !['host', 'connection', 'content-length'].includes(name) ? [[name, value]] : [],
    )
    const answer = await fetch(worker + request.url, {
      method: request.method!,
      headers,
      ...(body.length > 0 ? { body } : {}),
    })
    const text = await answer.text()
    if (isHit) return armed?.strike()
    response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(text)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    arm(nth, moment, strike) {
      count = 0
      armed = { nth, moment, strike }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
