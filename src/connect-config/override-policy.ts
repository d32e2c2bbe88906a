import { ConfigException } from '../errors/index.ts'

/** `connector.client.config.override.policy` and, for Allowlist, the keys that it allows (S6.5, KIP-1188). */
export interface OverridePolicy {
  readonly name: string
  readonly allowlist?: readonly string[]
}

const principalKeys = ['sasl.jaas.config', 'sasl.mechanism', 'security.protocol']

const simpleName = (name: string) =>
  name.slice(name.lastIndexOf('.') + 1).replace(/ConnectorClientConfigOverridePolicy$/, '')

/** The error text for an override that the policy refuses; null when it is allowed. Throws ConfigException for an unknown policy. */
export function overrideProblem(policy: OverridePolicy, key: string): string | null {
  const name = simpleName(policy.name)
  return isAllowed(name, policy.allowlist ?? [], key)
    ? null
    : `The '${name}' policy does not allow '${key}' to be overridden in the connector configuration.`
}

function isAllowed(name: string, allowlist: readonly string[], key: string): boolean {
  switch (name) {
    case 'All':
      return true
    case 'None':
      return false
    case 'Principal':
      return principalKeys.includes(key)
    case 'Allowlist':
      return allowlist.includes(key)
    default:
      throw new ConfigException(`Unknown connector.client.config.override.policy: ${name}`)
  }
}
