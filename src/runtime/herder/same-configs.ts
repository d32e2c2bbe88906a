import type { ConnectorConfig } from './herder.ts'

/** As many configurations, in the same order, with the same values; the order of keys does not count. */
export const sameConfigs = (a: readonly ConnectorConfig[], b: readonly ConnectorConfig[]): boolean =>
  JSON.stringify(a.map(sorted)) === JSON.stringify(b.map(sorted))

const sorted = (config: ConnectorConfig) => Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1))
