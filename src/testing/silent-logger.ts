import type { Logger } from '../api/index.ts'

/** A logger for plugins under test: says nothing. */
export const silentLogger: Logger = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  trace() {},
  isEnabled: () => false,
}
