import type { ServerOptions } from 'node:https'
import type { ConnectionOptions } from 'node:tls'
import { ConfigException } from '../../errors/index.ts'
import { tlsOptionsOf } from '../../kafka/index.ts'
import { listenerTlsConfig } from './rest-settings.ts'

type Props = Readonly<Record<string, string>>

const PREFIX = 'listeners.https.'

/** Connect takes either all keys with the prefix or all without (`valuesWithPrefixAllOrNothing`). */
function tlsValues(props: Props) {
  const own = Object.entries(props).filter(([key]) => key.startsWith(`${PREFIX}ssl.`))
  const given =
    own.length > 0 ? own.map(([key, value]) => [key.slice(PREFIX.length), value] as const) : Object.entries(props)
  const known = given.filter(([key]) => key in listenerTlsConfig.keys)
  return listenerTlsConfig.parse(Object.fromEntries(known))
}

/** TLS of an `https` listener. Throws ConfigException when there is no certificate, or a store cannot be read. */
export function listenerTls(props: Props): ServerOptions {
  const values = tlsValues(props)
  const { key, cert, ca, minVersion, maxVersion, ciphers } = tlsOptionsOf(values)
  if (key === undefined || cert === undefined)
    throw new ConfigException(
      `A listener speaks https, but there is no certificate: set ${PREFIX}ssl.keystore.location or ${PREFIX}ssl.keystore.key`,
    )
  const clientAuth = values['ssl.client.auth']
  return {
    ...{ key, cert },
    ...(ca === undefined ? {} : { ca }),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(ciphers === undefined ? {} : { ciphers }),
    requestCert: clientAuth !== 'none',
    rejectUnauthorized: clientAuth === 'required',
  }
}

/** TLS of this worker's calls to the others: the same stores. */
export const clientTls = (props: Props): ConnectionOptions => tlsOptionsOf(tlsValues(props))
