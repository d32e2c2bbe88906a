/** What the broker knows of a client's connection. */
export interface ClientSession {
  readonly connectionId: number
  /** Address of the peer; Kafka shows it as `/127.0.0.1`. */
  readonly host: string
  clientSoftwareName: string
  clientSoftwareVersion: string
  /** Whether requests are served: at once without SASL, after the exchange with it. */
  isAuthenticated: boolean
  /** `User:ANONYMOUS` without SASL. */
  principal: string
  /** The running SASL exchange. */
  sasl: SaslExchange | undefined
}

/** One side of a SASL mechanism. */
export interface SaslExchange {
  readonly mechanism: string
  /**
   * Takes the client's next message.
   *
   * @returns the answer, and the user once the exchange is over
   * @throws KafkaFailure SASL_AUTHENTICATION_FAILED
   */
  next(message: Buffer): { readonly answer: Buffer; readonly user?: string }
}
