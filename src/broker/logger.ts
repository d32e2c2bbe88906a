/** Where the broker reports what nobody asked for. Success is silent. */
export interface BrokerLogger {
  debug(message: string): void
  warn(message: string, error?: unknown): void
  error(message: string, error?: unknown): void
}

export const silentLogger: BrokerLogger = { debug() {}, warn() {}, error() {} }
