import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls'

/** One connection: a stream with the peer's address. */
export type ConnectionStream = Duplex & { readonly remoteAddress?: string | undefined }

export interface ListenOptions {
  readonly host: string
  /** 0 picks a free port. */
  readonly port: number
  readonly tls?: TlsOptions
}

export interface Listener {
  readonly port: number
  /** Stops accepting; open connections are not touched. */
  close(): Promise<void>
}

export interface Network {
  /** Rejects with Node's error (`EADDRINUSE`, `EACCES`). */
  listen(options: ListenOptions, onConnection: (stream: ConnectionStream) => void): Promise<Listener>
}

export const nodeNetwork: Network = {
  listen({ host, port, tls }, onConnection) {
    const accept = (socket: Socket | TLSSocket) => {
      socket.setNoDelay(true)
      onConnection(socket)
    }
    const server: Server = tls ? createTlsServer(tls, accept) : createServer(accept)
    // A peer that fails its TLS handshake is its own problem.
    server.on('tlsClientError', () => {})
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port }, () => {
        server.off('error', reject)
        server.on('error', () => {})
        resolve({ port: (server.address() as { port: number }).port, close: () => closeServer(server) })
      })
    })
  },
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
