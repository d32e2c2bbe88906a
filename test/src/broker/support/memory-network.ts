import { Duplex } from 'node:stream'
import type { ConnectionStream, Listener, Network } from '../../../../src/broker/index.ts'

/** A network inside the process: connections are pairs of streams. */
export class MemoryNetwork implements Network {
  #accept: ((stream: ConnectionStream) => void) | undefined

  listen(_options: unknown, onConnection: (stream: ConnectionStream) => void): Promise<Listener> {
    this.#accept = onConnection
    return Promise.resolve({
      port: 9092,
      close: () => {
        this.#accept = undefined
        return Promise.resolve()
      },
    })
  }

  connect(): ConnectionStream {
    if (!this.#accept) throw new Error('nobody listens')
    const [client, server] = pair()
    this.#accept(server)
    return client
  }
}

function pair(): [Duplex, Duplex] {
  const make = (): Duplex =>
    new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        const other = others.get(this as Duplex)!
        if (!other.destroyed) other.push(Buffer.from(chunk))
        done()
      },
      final(done) {
        others.get(this as Duplex)?.push(null)
        done()
      },
      destroy(error, done) {
        const other = others.get(this as Duplex)
        if (other && !other.destroyed) setImmediate(() => other.destroy())
        done(error)
      },
    })
  const others = new WeakMap<Duplex, Duplex>()
  const a = make()
  const b = make()
  others.set(a, b)
  others.set(b, a)
  for (const each of [a, b]) each.on('error', () => {})
  return [a, b]
}
