import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * A TCP proxy in front of a broker whose answers it can swallow: the broker has done the work, the client cannot know.
 * Metadata sends clients to the broker's advertised port, so the broker must advertise the proxy's.
 */
export class FlakyProxy implements AsyncDisposable {
  /** Connections that were cut so far. */
  cuts = 0
  /** While true, answers are dropped and the connection is cut instead. */
  swallows = false
  private readonly server = createServer((client) => this.accept(client))
  private readonly sockets = new Set<Socket>()
  private readonly targetPort: number

  constructor(targetPort: number) {
    this.targetPort = targetPort
  }

  async listen(port: number): Promise<number> {
    this.server.listen(port, '127.0.0.1')
    await once(this.server, 'listening')
    return (this.server.address() as AddressInfo).port
  }

  cutAll(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cutAll()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private accept(client: Socket): void {
    const broker = connect(this.targetPort, '127.0.0.1')
    this.sockets.add(client)
    this.sockets.add(broker)
    const end = () => {
      for (const socket of [client, broker]) {
        socket.destroy()
        this.sockets.delete(socket)
      }
    }
    for (const socket of [client, broker]) socket.on('error', end).on('close', end)
    client.on('data', (bytes) => broker.write(bytes))
    broker.on('data', (bytes) => {
      if (!this.swallows) {
        client.write(bytes)
        return
      }
      this.cuts++
      end()
    })
  }
}
