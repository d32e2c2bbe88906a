import type { ConfigInfos } from '../../connect-config/index.ts'
import type { ConnectorConfig } from './herder.ts'

/** Checks a whole connector configuration, as REST's validate does; never throws for a user's mistake but for a missing class (400). */
export type ValidateConnector = (config: Readonly<Record<string, string | null>>) => Promise<ConfigInfos>

/** Every message of a failed validation, as the 400 of a create or update lists them (S12.4); null when there is none. */
export function validationMessage({ configs, error_count: errorCount }: ConfigInfos): string | null {
  const messages = configs.flatMap(({ value }) => value.errors)
  if (errorCount === 0 || messages.length === 0) return null
  return [
    `Connector configuration is invalid and contains the following ${errorCount} error(s):`,
    ...messages,
    'You can also find the above list of errors at the endpoint `/connector-plugins/{connectorType}/config/validate`',
  ].join('\n')
}

/** The name in the configuration must be the connector's (S12.4); it is added when missing. */
export const withName = (name: string, config: ConnectorConfig): ConnectorConfig => ({ ...config, name })
