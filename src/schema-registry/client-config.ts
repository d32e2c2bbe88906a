import { type AgentOptions, Agent as HttpsAgent } from 'node:https'
import type { ParsedConfig, Password } from '../config/index.ts'
import { ConfigException } from '../errors/index.ts'
import { tlsOptionsOf } from '../kafka/client-config/tls-settings.ts'
import { EMBEDDED_REGISTRY, type RegistryKeys } from './registry-config.ts'

export type RegistryProps = ParsedConfig<RegistryKeys>

/** Settings of the registry client, in its own terms. */
export interface ClientConfig {
  readonly baseURLs: string[]
  readonly cacheCapacity: number
  readonly cacheLatestTtlSecs?: number
  readonly maxRetries: number
  readonly retriesWaitMs: number
  readonly retriesMaxWaitMs: number
  readonly createAxiosDefaults: Record<string, unknown>
  readonly bearerAuthCredentials?: Record<string, unknown>
}

/** Throws ConfigException for settings that contradict each other or that cannot be honoured. */
export function clientConfigOf(props: RegistryProps): ClientConfig {
  const urls = props['schema.registry.url'].map((url) => parseUrl(url))
  if (urls.length === 0) throw new ConfigException('schema.registry.url needs at least one URL')
  const bearer = bearerOf(props)
  const authorization = staticBearerOf(props) ?? (bearer === undefined ? basicOf(props, urls) : undefined)
  const ttl = props['latest.cache.ttl.sec']
  return {
    baseURLs: urls.map(withoutCredentials),
    cacheCapacity: props['latest.cache.size'],
    ...(ttl > 0 ? { cacheLatestTtlSecs: ttl } : {}),
    maxRetries: props['max.retries'],
    retriesWaitMs: props['retries.wait.ms'],
    retriesMaxWaitMs: props['retries.max.wait.ms'],
    ...(bearer === undefined ? {} : { bearerAuthCredentials: bearer }),
    createAxiosDefaults: {
      timeout: props['http.read.timeout.ms'],
      proxy: proxyOf(props),
      headers: { common: { ...bearerHeaders(props), ...(authorization ? { Authorization: authorization } : {}) } },
      ...(urls.some((url) => url.protocol === 'https:') ? { httpsAgent: new HttpsAgent(tlsOf(props)) } : {}),
    },
  }
}

function parseUrl(text: string): URL {
  const url = URL.parse(text)
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  if (text === EMBEDDED_REGISTRY)
    throw new ConfigException(
      'This worker has no embedded schema registry: set schema.registry.url, or SLUICEWAY_SCHEMA_REGISTRY_URL for the whole worker',
    )
  throw new ConfigException(`Invalid value ${text} for configuration schema.registry.url: not an http or https URL`)
}

function withoutCredentials(url: URL): string {
  const plain = new URL(url)
  plain.username = ''
  plain.password = ''
  return plain.href.replace(/\/$/, '')
}

const reveal = (value: Password | null): string | undefined => value?.reveal()
const basic = (userInfo: string) => `Basic ${Buffer.from(userInfo).toString('base64')}`

function basicOf(props: RegistryProps, urls: readonly URL[]): string | undefined {
  switch (props['basic.auth.credentials.source']) {
    case 'USER_INFO': {
      const userInfo = reveal(props['basic.auth.user.info']) ?? reveal(props['schema.registry.basic.auth.user.info'])
      if (!userInfo)
        throw new ConfigException(
          'basic.auth.user.info must be provided when basic.auth.credentials.source is set to USER_INFO',
        )
      return basic(userInfo)
    }
    case 'SASL_INHERIT':
      return basic(saslUserInfo(reveal(props['sasl.jaas.config'])))
    case 'URL': {
      const url = urls.find((candidate) => candidate.username !== '')
      return url && basic(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`)
    }
  }
}

function saslUserInfo(jaas: string | undefined): string {
  const option = (name: string) => new RegExp(`\\b${name}\\s*=\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(jaas ?? '')?.[1]
  const [username, password] = [option('username'), option('password')]
  if (username === undefined || password === undefined)
    throw new ConfigException('SASL_INHERIT needs a sasl.jaas.config with username and password (PLAIN or SCRAM)')
  return `${username.replace(/\\(.)/g, '$1')}:${password.replace(/\\(.)/g, '$1')}`
}

function staticBearerOf(props: RegistryProps): string | undefined {
  if (props['bearer.auth.credentials.source'] !== 'STATIC_TOKEN') return undefined
  const token = reveal(props['bearer.auth.token'])
  if (!token)
    throw new ConfigException(
      'bearer.auth.token must be provided when bearer.auth.credentials.source is set to STATIC_TOKEN',
    )
  return `Bearer ${token}`
}

function bearerHeaders(props: RegistryProps): Record<string, string> {
  const [cluster, pool] = [props['bearer.auth.logical.cluster'], props['bearer.auth.identity.pool.id']]
  return {
    ...(cluster ? { 'target-sr-cluster': cluster } : {}),
    ...(pool ? { 'Confluent-Identity-Pool-Id': pool } : {}),
  }
}

function bearerOf(props: RegistryProps): Record<string, unknown> | undefined {
  const source = props['bearer.auth.credentials.source']
  if (source === null || source === 'STATIC_TOKEN') return undefined
  if (source !== 'OAUTHBEARER')
    throw new ConfigException(
      `Invalid value ${source} for configuration bearer.auth.credentials.source: use STATIC_TOKEN or OAUTHBEARER`,
    )
  return {
    credentialsSource: source,
    issuerEndpointUrl: props['bearer.auth.issuer.endpoint.url'],
    clientId: props['bearer.auth.client.id'],
    clientSecret: reveal(props['bearer.auth.client.secret']),
    scope: props['bearer.auth.scope'],
    logicalCluster: props['bearer.auth.logical.cluster'],
    identityPoolId: props['bearer.auth.identity.pool.id'] ?? undefined,
  }
}

const proxyOf = (props: RegistryProps) =>
  props['proxy.host'] === null ? false : { host: props['proxy.host'], port: props['proxy.port'], protocol: 'http' }

/** `schema.registry.ssl.*` are Kafka's `ssl.*` keys. */
function tlsOf(props: RegistryProps): AgentOptions {
  const prefix = 'schema.registry.'
  const own = Object.entries(props).filter(([key]) => key.startsWith(`${prefix}ssl.`))
  return tlsOptionsOf(Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])))
}
