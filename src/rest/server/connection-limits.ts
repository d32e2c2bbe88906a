import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

export interface ConnectionLimitOptions {
  /** Connections at a time. */
  readonly connectionsMax: number
  /** Requests of one connection that have no answer yet. */
  readonly unansweredMax: number
}

interface Connection {
  readonly socket: Socket
  unanswered: number
}

/**
 * Keeps what clients can make a worker hold in bounds. Beyond `connectionsMax` the connection that has been open longest without a request under
 * way makes room for a new one, so that nobody can lock others out; when all are at work, the new one is refused. A client that sends more than
 * `unansweredMax` requests without taking answers is dropped: Node parses all that came in one chunk, thousands of small ones, whatever is read.
 */
export class ConnectionLimits {
  readonly #options: ConnectionLimitOptions
  /** By the client's address, which the socket below TLS and the one above it share; the oldest first. */
  readonly #open = new Map<string, Connection>()

  constructor(options: ConnectionLimitOptions) {
    this.#options = options
  }

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      if (this.#open.size >= this.#options.connectionsMax && !this.#makeRoom()) {
        socket.destroy()
        return
      }
      const key = addressOf(socket)
      const connection = { socket, unanswered: 0 }
      this.#open.set(key, connection)
      socket.once('close', () => {
        if (this.#open.get(key) === connection) this.#open.delete(key)
      })
    })
  }

  /** Takes note of a request, until `end` is called; false when the client was dropped for it. */
  begin({ socket }: IncomingMessage): boolean {
    const connection = this.#open.get(addressOf(socket))
    if (connection === undefined || connection.unanswered === this.#options.unansweredMax) {
      socket.destroy()
      return false
    }
    connection.unanswered++
    return true
  }

  end({ socket }: IncomingMessage): void {
    const connection = this.#open.get(addressOf(socket))
    if (connection !== undefined && connection.unanswered > 0) connection.unanswered--
  }

  #makeRoom(): boolean {
    for (const [key, { socket, unanswered }] of this.#open) {
      if (unanswered > 0) continue
      this.#open.delete(key)
      socket.destroy()
      return true
    }
    return false
  }
}

const addressOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`
