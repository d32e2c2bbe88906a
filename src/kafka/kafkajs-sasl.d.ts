/** The part of kafkajs 2.2.4 that it does not export and that `kafkajs-internals.ts` alone uses. */
declare module 'kafkajs/src/broker/saslAuthenticator/index.js' {
  interface SilentLogger {
    namespace(name: string): SilentLogger
    debug(message: string): void
    info(message: string): void
    warn(message: string): void
    error(message: string): void
  }

  interface ProtocolCall {
    readonly request: { readonly apiKey: number; readonly apiVersion: number; encode(): Promise<{ buffer: Buffer }> }
    readonly response: { decode(answer: Buffer): Promise<unknown>; parse(decoded: unknown): Promise<unknown> }
  }

  interface LoginConnection {
    readonly host: string
    readonly port: number
    readonly sasl: { readonly mechanism: string }
    send(call: ProtocolCall): Promise<unknown>
    sendAuthRequest(): Promise<never>
  }

  export default class SaslAuthenticator {
    constructor(
      connection: LoginConnection,
      logger: SilentLogger,
      versions: Record<number, { minVersion: number; maxVersion: number }>,
      hasSaslAuthenticate: boolean,
    )
    /** Milliseconds; `'0'` is without end. */
    readonly sessionLifetime: string
    authenticate(): Promise<void>
  }
}
