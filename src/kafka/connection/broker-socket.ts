import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions as TlsOptions } from 'node:tls'
import { type KafkajsSasl, loginWithKafkajs } from '../kafkajs-internals.ts'
import { FrameReader } from './frame-reader.ts'

export interface BrokerSocketOptions {
  readonly host: string
  readonly port: number
  readonly clientId: string
  /** TLS when present. */
  readonly tls?: TlsOptions
  readonly sasl?: KafkajsSasl
}

export interface SendOptions {
  /** False for Produce with acks=0: the promise resolves with null once the request is written. */
  readonly expectsAnswer: boolean
}

interface Waiting {
  readonly correlationId: number
  resolve(answer: Buffer): void
  reject(error: Error): void
}

type Versions = Iterable<{ apiKey: number; minVersion: number; maxVersion: number }>

const ignore = () => {}
const keepAliveMs = 60_000
const INT32_MAX = 0x7fffffff

/** One TCP or TLS connection to a broker. Requests are pipelined; answers come in request order. */
export class BrokerSocket {
  /** Called once, when the connection is gone for whatever reason. */
  onClose: () => void = ignore
  private readonly options: BrokerSocketOptions
  private readonly closed: Promise<never>
  private failClosed: (error: Error) => void = ignore
  private socket: Socket | undefined
  private lastError: Error | undefined
  private isConnected = false
  private isClosed = false
  private correlationId = 0
  /** Requests without an answer, in the order in which they were written. */
  private readonly waiting: Waiting[] = []

  constructor(options: BrokerSocketOptions) {
    this.options = options
    this.closed = new Promise((_, reject) => {
      this.failClosed = reject
    })
    this.closed.catch(ignore)
  }

  /** Opens the socket; rejects with the socket's or TLS's own error, or with what `close` was called with. */
  async connect(): Promise<void> {
    const connected = new Promise<void>((resolve) => {
      this.socket = this.openSocket(this.options, resolve)
    })
    await Promise.race([connected, this.closed])
    this.isConnected = true
  }

  /** Runs the SASL exchange. `versions` is what the broker answered to ApiVersions. */
  async authenticate(versions: Versions): Promise<{ sessionLifetimeMs: number }> {
    const { host, port, clientId, sasl } = this.options
    const send = async (encode: (correlationId: number) => readonly Buffer[]) =>
      (await this.send(encode, { expectsAnswer: true }))!
    const login = loginWithKafkajs(sasl!, { host, port, clientId, versions, send })
    return Promise.race([login, this.closed])
  }

  /**
   * Writes one request and resolves with its answer after the correlation id. `encode` runs at once and gets the
   * correlation id of this request.
   */
  send(encode: (correlationId: number) => readonly Buffer[], { expectsAnswer }: SendOptions): Promise<Buffer | null> {
    return new Promise((resolve, reject) => {
      const { socket } = this
      if (socket === undefined || this.isClosed || !this.isConnected) {
        reject(new Error('the connection is closed'))
        return
      }
      const { correlationId } = this
      this.correlationId = correlationId === INT32_MAX ? 0 : correlationId + 1
      const frame = encode(correlationId)
      if (expectsAnswer) this.waiting.push({ correlationId, resolve, reject })
      writeAll(socket, frame)
      if (!expectsAnswer) resolve(null)
    })
  }

  /** Ends the connection; requests without an answer are rejected with `reason`. */
  close(reason: Error): void {
    if (this.isClosed) return
    this.isClosed = true
    this.failClosed(reason)
    for (const { reject } of this.waiting.splice(0)) reject(reason)
    this.socket?.destroy()
    this.onClose()
  }

  private openSocket({ host, port, tls }: BrokerSocketOptions, onConnect: () => void): Socket {
    const name = isIP(host) ? {} : { servername: host }
    const socket = tls
      ? connectTls({ host, port, ...name, ...tls }, onConnect)
      : connectTcp({ host, port, noDelay: true }, onConnect)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, keepAliveMs)
    const frames = new FrameReader((frame) => this.onAnswer(frame))
    socket.on('data', (chunk: Buffer) => {
      try {
        if (!this.isClosed) frames.push(chunk)
      } catch (error) {
        this.close(error as Error)
      }
    })
    socket.on('error', (error) => {
      this.lastError = error
    })
    socket.on('close', () => this.close(this.lastError ?? new Error('the broker closed the connection')))
    return socket
  }

  private onAnswer(frame: Buffer): void {
    const first = this.waiting.shift()
    const answered = frame.readInt32BE(0)
    if (first?.correlationId === answered) {
      first.resolve(frame.subarray(4))
      return
    }
    if (first !== undefined) this.waiting.unshift(first)
    throw new Error(`the broker answered request ${answered}, which is not its turn`)
  }
}

function writeAll(socket: Socket, frame: readonly Buffer[]): void {
  if (frame.length === 1) {
    socket.write(frame[0]!)
    return
  }
  socket.cork()
  for (const part of frame) socket.write(part)
  socket.uncork()
}
