import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions as TlsOptions } from 'node:tls'
import Connection from 'kafkajs/src/network/connection.js'

/**
 * The only file that reaches into kafkajs. Of its client we use one connection to one broker: sockets, framing of
 * answers, the queue that matches answers to requests, and SASL. What stood in the way is replaced here:
 *
 * - requests are written as the buffers they were encoded into, instead of being copied twice;
 * - its timers are off: the request timer polls every 100 ms, and the throttle timer is armed with a negative delay
 *   after every answer (Node prints TimeoutNegativeWarning for that);
 * - its OAUTHBEARER exchange takes a refused token for a success;
 * - its re-authentication is not used: it would mistake the answer of a pipelined request for one of its own;
 * - a socket that closes during the TLS handshake fails `connect`, where kafkajs would wait for ever;
 * - nothing is logged: callers get the error.
 *
 * The version is pinned; `test/src/kafka/kafkajs-internals.test.ts` fails when it changes.
 */
export const kafkajsVersion = '2.2.4'

/** kafkajs's `sasl` option: mechanism with credentials, or with a token provider for OAUTHBEARER. */
export type KafkajsSasl =
  | { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }
  | {
      mechanism: 'oauthbearer'
      oauthBearerProvider(): Promise<{ value: string; extensions?: Record<string, string> }>
    }

export interface BrokerSocketOptions {
  readonly host: string
  readonly port: number
  readonly clientId: string
  /** TLS when present. */
  readonly tls?: TlsOptions
  readonly sasl?: KafkajsSasl
  readonly connectTimeoutMs: number
}

export interface SendOptions {
  readonly apiKey: number
  readonly apiName: string
  readonly apiVersion: number
  /** False for Produce with acks=0: the promise resolves with null once the request is written. */
  readonly expectsAnswer: boolean
}

type Logger = ConstructorParameters<typeof Connection>[0]['logger']

const ignore = () => {}
const silent: Logger = { namespace: () => silent, debug: ignore, info: ignore, warn: ignore, error: ignore }
const keepAliveMs = 60_000

/** One TCP or TLS connection to a broker. Requests are pipelined; answers come in request order. */
export class BrokerSocket {
  /** Called once, when the connection is gone for whatever reason. */
  onClose: () => void = ignore
  private readonly connection: Connection
  private readonly closed: Promise<never>
  private failClosed: (error: Error) => void = ignore
  private lastError: Error | undefined
  private isClosed = false

  constructor(options: BrokerSocketOptions) {
    this.closed = new Promise((_, reject) => {
      this.failClosed = reject
    })
    this.closed.catch(ignore)
    this.connection = new Connection({
      host: options.host,
      port: options.port,
      clientId: options.clientId,
      logger: silent,
      socketFactory: ({ onConnect }) => this.openSocket(options, onConnect),
      requestTimeout: 30_000,
      enforceRequestTimeout: false,
      connectionTimeout: options.connectTimeoutMs,
      ssl: options.tls ?? null,
      sasl: options.sasl === undefined ? null : loginOf(options.sasl),
    })
    this.connection.requestQueue.scheduleCheckPendingRequests = ignore
  }

  /** Opens the socket; rejects with the socket's or TLS's own error. */
  async connect(): Promise<void> {
    try {
      await Promise.race([this.connection.connect(), this.closed])
    } catch (error) {
      throw this.lastError ?? error
    }
  }

  /** Runs the SASL exchange. `versions` is what the broker answered to ApiVersions. */
  async authenticate(
    versions: Iterable<{ apiKey: number; minVersion: number; maxVersion: number }>,
  ): Promise<{ sessionLifetimeMs: number }> {
    const table: Record<number, { minVersion: number; maxVersion: number }> = {}
    for (const { apiKey, minVersion, maxVersion } of versions) table[apiKey] = { minVersion, maxVersion }
    this.connection.setVersions(table)
    this.connection.setSupportAuthenticationProtocol(36 in table)
    await Promise.race([this.connection.authenticate(), this.closed])
    return { sessionLifetimeMs: Number(this.connection.sessionLifetime.toString()) }
  }

  /**
   * Writes one request and resolves with its answer after the correlation id. `encode` runs at once and gets the
   * correlation id of this request.
   */
  send(encode: (correlationId: number) => readonly Buffer[], options: SendOptions): Promise<Buffer | null> {
    return new Promise((resolve, reject) => {
      const { socket } = this.connection
      if (this.isClosed || socket === undefined || !this.connection.isConnected()) {
        reject(new Error('the connection is closed'))
        return
      }
      const correlationId = this.connection.nextCorrelationId()
      const frame = encode(correlationId)
      const { apiKey, apiName, apiVersion, expectsAnswer } = options
      this.connection.requestQueue.push({
        entry: { apiKey, apiName, apiVersion, correlationId, resolve: ({ payload }) => resolve(payload), reject },
        expectResponse: expectsAnswer,
        requestTimeout: null,
        sendRequest: () => writeAll(socket, frame),
      })
    })
  }

  /** Ends the connection; requests without an answer are rejected with `reason`. */
  close(reason: Error): void {
    if (this.isClosed) return
    this.isClosed = true
    this.failClosed(reason)
    this.connection.requestQueue.rejectAll(reason)
    this.connection.socket?.destroy()
    void this.connection.disconnect().catch(ignore)
    this.onClose()
  }

  private openSocket({ host, port, tls }: BrokerSocketOptions, onConnect: () => void): Socket {
    const name = isIP(host) ? {} : { servername: host }
    const socket = tls
      ? connectTls({ host, port, ...name, ...tls }, onConnect)
      : connectTcp({ host, port, noDelay: true }, onConnect)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, keepAliveMs)
    socket.on('error', (error) => {
      this.lastError = error
    })
    socket.on('close', () => this.close(this.lastError ?? new Error('the broker closed the connection')))
    return socket
  }
}

interface SaslExchange {
  readonly saslAuthenticate: (call: {
    request: { encode(): Promise<Buffer> }
    response: { decode(bytes: Buffer): Promise<Buffer>; parse(bytes: Buffer): Promise<Buffer> }
  }) => Promise<Buffer>
}

/** kafkajs keeps its authenticator on the object it is given, so each connection gets its own. */
function loginOf(sasl: KafkajsSasl): object {
  if (sasl.mechanism !== 'oauthbearer') return { ...sasl }
  return {
    mechanism: sasl.mechanism,
    authenticationProvider: (exchange: SaslExchange) => ({ authenticate: () => loginByToken(sasl, exchange) }),
  }
}

type OauthSasl = Extract<KafkajsSasl, { mechanism: 'oauthbearer' }>

/** RFC 7628: a refused token is answered with a JSON text, which the client must acknowledge with 0x01. */
async function loginByToken(sasl: OauthSasl, { saslAuthenticate }: SaslExchange): Promise<void> {
  const { value, extensions } = await sasl.oauthBearerProvider()
  const pairs = Object.entries(extensions ?? {}).map(([name, text]) => `${name}=${text}\x01`)
  const send = (text: string) =>
    saslAuthenticate({
      request: { encode: async () => sized(Buffer.from(text)) },
      response: { decode: async (bytes) => bytes.subarray(4), parse: async (bytes) => bytes },
    })
  const answer = await send(`n,,\x01auth=Bearer ${value}\x01${pairs.join('')}\x01`)
  if (answer.length === 0) return
  await send('\x01').catch(ignore)
  throw saslError(`SASL OAUTHBEARER authentication failed: ${answer.toString('utf8')}`)
}

function sized(bytes: Buffer): Buffer {
  const prefix = Buffer.alloc(4)
  prefix.writeInt32BE(bytes.length)
  return Buffer.concat([prefix, bytes])
}

function saslError(message: string): Error {
  const error = new Error(message)
  error.name = 'KafkaJSSASLAuthenticationError'
  return error
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

const saslErrorNames = ['KafkaJSSASLAuthenticationError', 'KafkaJSProtocolError', 'KafkaJSServerDoesNotSupportApiKey']

/** Errors of the login, whose message says what the broker answered; the last means that it has no SASL at all. */
export const isSaslError = (error: unknown): boolean => error instanceof Error && saslErrorNames.includes(error.name)
