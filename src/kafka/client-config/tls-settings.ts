import { readFileSync } from 'node:fs'
import type { SecureVersion, ConnectionOptions as TlsOptions } from 'node:tls'
import { Password } from '../../config/index.ts'
import { ConfigException, isConfigException } from '../../errors/index.ts'
import { type KeyStore, readKeyStore, readPem } from '../key-store/key-store.ts'

type Values = Readonly<Record<string, unknown>>

const versions: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

/**
 * Node's TLS options from Kafka's `ssl.*` keys. Stores are JKS, PKCS12 or PEM, from files or as PEM text in the
 * configuration itself.
 * @throws ConfigException when a store cannot be read; the message names the key, never the password.
 */
export function tlsOptionsOf(values: Values): TlsOptions {
  const trust = trustStore(values)
  const identity = keyStore(values)
  const range = versionRange(values)
  const ciphers = (values['ssl.cipher.suites'] as string[] | null) ?? []
  const checksHost = text(values, 'ssl.endpoint.identification.algorithm') !== null
  return {
    ...range,
    ...(trust === undefined ? {} : { ca: [...trust] }),
    ...(identity === undefined ? {} : { key: identity.key, cert: identity.chain.join('\n') }),
    ...(ciphers.length === 0 ? {} : { ciphers: ciphers.map(opensslName).join(':') }),
    ...(checksHost ? {} : { checkServerIdentity: () => undefined }),
  }
}

function trustStore(values: Values): readonly string[] | undefined {
  const inline = secret(values, 'ssl.truststore.certificates')
  if (inline !== null) return named('ssl.truststore.certificates', () => readPem(inline, null)).trusted
  const location = text(values, 'ssl.truststore.location')
  if (location === null) return undefined
  const password = secret(values, 'ssl.truststore.password')
  const store = named('ssl.truststore.location', () => readKeyStore(readFileSync(location), password, null))
  return [...store.trusted, ...(store.identity?.chain ?? [])]
}

function keyStore(values: Values): KeyStore['identity'] {
  const keyPassword = secret(values, 'ssl.key.password')
  const key = secret(values, 'ssl.keystore.key')
  const chain = secret(values, 'ssl.keystore.certificate.chain')
  if (key !== null || chain !== null) {
    if (key === null || chain === null)
      throw new ConfigException(
        'SSL private key and certificate chain must be specified together: ssl.keystore.key and ssl.keystore.certificate.chain',
      )
    return named('ssl.keystore.key', () => readPem(`${key}\n${chain}`, keyPassword)).identity
  }
  const location = text(values, 'ssl.keystore.location')
  if (location === null) return undefined
  const password = secret(values, 'ssl.keystore.password')
  const store = named('ssl.keystore.location', () => readKeyStore(readFileSync(location), password, keyPassword))
  if (store.identity === undefined) throw new ConfigException(`ssl.keystore.location: ${location} holds no private key`)
  return store.identity
}

function named<T>(key: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigException(`${key}: ${why}`, isConfigException(error) ? undefined : error)
  }
}

function versionRange(values: Values): { minVersion?: SecureVersion; maxVersion?: SecureVersion } {
  const enabled = (values['ssl.enabled.protocols'] as string[] | null) ?? []
  const known = versions.filter((version) => enabled.includes(version))
  if (enabled.length > 0 && known.length === 0)
    throw new ConfigException(
      `Invalid value ${enabled.join(',')} for configuration ssl.enabled.protocols: no version is known`,
    )
  return known.length === 0 ? {} : { minVersion: known[0]!, maxVersion: known.at(-1)! }
}

/** Java's TLS 1.2 suite names are IANA's, OpenSSL has its own; those of TLS 1.3 are the same. */
function opensslName(suite: string): string {
  const match = /^TLS_(ECDHE|DHE|RSA)_?(RSA|ECDSA)?_WITH_(AES_\d+)_(GCM|CBC)_(SHA\d*)$/.exec(suite)
  if (match !== null) {
    const [, exchange, authentication, aes, mode, hash] = match
    const parts = [exchange === 'RSA' ? undefined : exchange, authentication, aes!.replace('_', '')]
    return [...parts, mode === 'GCM' ? 'GCM' : undefined, hash].filter((part) => part !== undefined).join('-')
  }
  const chacha = /^TLS_(ECDHE|DHE)_(RSA|ECDSA)_WITH_CHACHA20_POLY1305_SHA256$/.exec(suite)
  return chacha === null ? suite : `${chacha[1]}-${chacha[2]}-CHACHA20-POLY1305`
}

export function text(values: Values, key: string): string | null {
  const value = values[key]
  return typeof value === 'string' && value !== '' ? value : null
}

export function secret(values: Values, key: string): string | null {
  const value = values[key]
  return value instanceof Password ? value.reveal() : null
}
