import { ConfigDef, type ConfigKeys, Password, parseType } from '../../config/index.ts'
import { ConfigException } from '../../errors/index.ts'
import { type ClientKey, type ClientKeys, type ClientKind, DefaultByClient } from './client-key.ts'
import type { ClientProperties } from './client-properties.ts'
import { commonKeys } from './common-keys.ts'
import { consumerKeys } from './consumer-keys.ts'
import { producerKeys } from './producer-keys.ts'
import { securityKeys } from './security-keys.ts'

/** Every key of Java 4.3's ProducerConfig, ConsumerConfig and AdminClientConfig, and what setting it does here. */
export const clientKeys: ClientKeys = { ...commonKeys, ...securityKeys, ...producerKeys, ...consumerKeys }

export interface ClientConfig {
  /** Every key of this client, parsed, with Java's defaults. */
  readonly values: Readonly<Record<string, unknown>>
  /** The keys that the user set to a value. */
  readonly isSet: (key: string) => boolean
}

const definitions = new Map<ClientKind, ConfigDef>()

/**
 * Parses a client's properties.
 * @throws ConfigException for an invalid value (Kafka's text) and for a refused key.
 */
export function parseClientConfig(client: ClientKind, properties: ClientProperties): ClientConfig {
  const given = withoutEmpty(properties)
  for (const [name, value] of Object.entries(given)) {
    const key = keyOf(client, name)
    if (key === undefined || typeof key.treatment !== 'object' || !('refused' in key.treatment)) continue
    if (!isDefault(client, name, key, value)) {
      const shown = key.type === 'PASSWORD' ? Password.HIDDEN : value
      throw new ConfigException(`Invalid value ${shown} for configuration ${name}: ${key.treatment.refused}`)
    }
  }
  return { values: definitionOf(client).parse(given), isSet: (name) => name in given }
}

/** One sentence for each setting that is accepted without effect, and for each key that no client knows. */
export function clientConfigWarnings(client: ClientKind, properties: ClientProperties): string[] {
  const warnings: string[] = []
  for (const [name, value] of Object.entries(withoutEmpty(properties))) {
    const key = keyOf(client, name)
    if (key === undefined) {
      if (clientKeys[name] === undefined)
        warnings.push(`The ${client} configuration '${name}' is not known; it has no effect.`)
    } else if (typeof key.treatment === 'object' && 'ignored' in key.treatment && !isDefault(client, name, key, value))
      warnings.push(`The ${client} configuration '${name}' has no effect: ${key.treatment.ignored}.`)
  }
  return warnings
}

/** Kafka's definition of one client's keys. */
export function definitionOf(client: ClientKind): ConfigDef {
  const known = definitions.get(client)
  if (known !== undefined) return known
  const keys: Record<string, ConfigKeys[string]> = {}
  for (const [name, key] of Object.entries(clientKeys)) {
    if (!key.clients.includes(client)) continue
    const { type, validator } = key
    keys[name] = {
      ...{ type, default: defaultOf(client, key), importance: 'MEDIUM', doc: '' },
      ...(validator === undefined ? {} : { validator }),
    }
  }
  const made = new ConfigDef(keys)
  definitions.set(client, made)
  return made
}

export function defaultOf(client: ClientKind, key: ClientKey): unknown {
  return key.default instanceof DefaultByClient ? (key.default.values[client] ?? null) : key.default
}

function keyOf(client: ClientKind, name: string): ClientKey | undefined {
  const key = clientKeys[name]
  return key?.clients.includes(client) ? key : undefined
}

function isDefault(client: ClientKind, name: string, key: ClientKey, value: unknown): boolean {
  const parsed = parseType(name, value, key.type)
  const fallback = parseType(name, defaultOf(client, key), key.type)
  return String(parsed).toLowerCase() === String(fallback).toLowerCase()
}

/** Null and undefined are "not set", so that callers can spread optional values. */
function withoutEmpty(properties: ClientProperties): Record<string, string | number | boolean> {
  const given: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue
    const type = clientKeys[name]?.type
    given[name] =
      type === 'STRING' || type === 'PASSWORD' || type === 'LIST' || type === 'CLASS' ? String(value) : value
  }
  return given
}
