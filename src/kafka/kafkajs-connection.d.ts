/** The parts of kafkajs 2.2.4 that it does not export and that `kafkajs-internals.ts` alone uses. */
declare module 'kafkajs/src/network/connection.js' {
  import type { Socket } from 'node:net'

  interface SilentLogger {
    namespace(name: string): SilentLogger
    debug(message: string): void
    info(message: string): void
    warn(message: string): void
    error(message: string): void
  }

  interface QueueEntry {
    readonly apiKey: number
    readonly apiName: string
    readonly apiVersion: number
    readonly correlationId: number
    resolve(answer: { payload: Buffer | null }): void
    reject(error: Error): void
  }

  interface RequestQueue {
    push(request: {
      entry: QueueEntry
      expectResponse: boolean
      requestTimeout: number | null
      sendRequest(): void
    }): void
    scheduleCheckPendingRequests(): void
    rejectAll(error: Error): void
  }

  interface ConnectionOptions {
    host: string
    port: number
    clientId: string
    logger: SilentLogger
    socketFactory: (options: { host: string; port: number; ssl: unknown; onConnect: () => void }) => Socket
    requestTimeout: number
    enforceRequestTimeout: boolean
    connectionTimeout: number
    ssl: object | null
    sasl: object | null
  }

  export default class Connection {
    constructor(options: ConnectionOptions)
    readonly socket: Socket | undefined
    readonly requestQueue: RequestQueue
    readonly sessionLifetime: { toString(): string }
    connect(): Promise<boolean>
    authenticate(): Promise<void>
    disconnect(): Promise<boolean>
    isConnected(): boolean
    nextCorrelationId(): number
    setVersions(versions: Record<number, { minVersion: number; maxVersion: number }>): void
    setSupportAuthenticationProtocol(isSupported: boolean): void
  }
}
