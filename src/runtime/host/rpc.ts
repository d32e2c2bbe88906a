import { fromWireError, toWireError, type WireError } from './wire-error.ts'

/** One end of a message channel between two threads. */
export interface MessageEndpoint {
  postMessage(message: unknown, transfer?: readonly import('node:worker_threads').Transferable[]): void
  on(event: 'message', listener: (message: unknown) => void): unknown
}

/** The other side's methods, each answering with a promise. */
export type Remote<A> = {
  readonly [K in keyof A]: A[K] extends (...args: infer P) => infer R ? (...args: P) => Promise<Awaited<R>> : never
}

type Message =
  | { readonly call: string; readonly id: number; readonly args: readonly unknown[] }
  | { readonly answer: number; readonly value: unknown }
  | { readonly failure: number; readonly error: WireError }

/** Values that move to the other thread with a call: wrap the argument list's owner with `transferring`. */
const transfers = new WeakMap<object, readonly import('node:worker_threads').Transferable[]>()
export function transferring<T extends object>(
  value: T,
  list: readonly import('node:worker_threads').Transferable[],
): T {
  transfers.set(value, list)
  return value
}

/**
 * Calls both ways over one message channel. Arguments and results are structured-cloned; errors keep their kind (`WireError`). Calls are
 * delivered in order; a method may be async. `local` answers the other side's calls.
 */
export class Rpc<Theirs> {
  readonly remote: Remote<Theirs>
  readonly #endpoint: MessageEndpoint
  readonly #waiting = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void }
  >()
  #lastId = 0
  #closed: Error | null = null

  constructor(endpoint: MessageEndpoint, local: object) {
    this.#endpoint = endpoint
    this.remote = new Proxy({} as Remote<Theirs>, {
      get: (_, method) =>
        typeof method === 'string' && method !== 'then' ? (...args: unknown[]) => this.#call(method, args) : undefined,
    })
    endpoint.on('message', (message) => this.#onMessage(message as Message, local))
  }

  /** Every call that waits, and every later one, rejects with this. */
  close(error: Error): void {
    if (this.#closed) return
    this.#closed = error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }

  #call(method: string, args: readonly unknown[]): Promise<unknown> {
    if (this.#closed) return Promise.reject(this.#closed)
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId
      this.#waiting.set(id, { resolve, reject })
      try {
        this.#post({ call: method, id, args }, args)
      } catch (error) {
        this.#waiting.delete(id)
        reject(error)
      }
    })
  }

  #post(message: Message, carriers: readonly unknown[]): void {
    const list = carriers.flatMap((each) =>
      typeof each === 'object' && each !== null ? (transfers.get(each) ?? []) : [],
    )
    this.#endpoint.postMessage(message, list)
  }

  #onMessage(message: Message, local: object): void {
    if ('call' in message) return void this.#answer(message, local)
    const id = 'answer' in message ? message.answer : message.failure
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return
    this.#waiting.delete(id)
    if ('answer' in message) waiting.resolve(message.value)
    else waiting.reject(fromWireError(message.error))
  }

  async #answer({ call, id, args }: Extract<Message, { call: string }>, local: object): Promise<void> {
    try {
      const method = (local as Record<string, (...args: unknown[]) => unknown>)[call]
      if (typeof method !== 'function') throw new Error(`No such method: ${call}`)
      const value = await method.apply(local, args as unknown[])
      this.#post({ answer: id, value }, [value])
    } catch (error) {
      if (!this.#closed) this.#endpoint.postMessage({ failure: id, error: toWireError(error) })
    }
  }
}
