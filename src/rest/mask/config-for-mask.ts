import type { ConnectorConfig, Herder } from '../../runtime/index.ts'

/** The configuration whose secrets a status may quote; empty for a connector that is gone. */
export const configForMask = (herder: Herder, name: string): Promise<ConnectorConfig> =>
  herder.connectorConfig(name).catch(() => ({}))
