import { ConfigException } from '../../errors/index.ts'

/** One of `listeners`. An empty host means every address. */
export interface ListenerUrl {
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly port: number
}

/** Parses `http://host:port`; `name` is the key, for messages. */
export function parseListener(text: string, name: string): ListenerUrl {
  const [, scheme, host, port] = /^(https?):\/\/(\[[^\]]+\]|[^:/]*):(\d{1,5})\/?$/i.exec(text.trim()) ?? []
  if (scheme === undefined || host === undefined || port === undefined || Number(port) > 65_535)
    throw new ConfigException(
      `Invalid value ${text} for configuration ${name}: Listener doesn't have the right format or a supported protocol: use http://host:port or https://host:port`,
    )
  return { scheme: scheme.toLowerCase() as 'http' | 'https', host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

export const isEveryAddress = (host: string): boolean => host === '' || host === '0.0.0.0' || host === '::'

export const urlOf = ({ scheme, host, port }: ListenerUrl): string =>
  `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`

export interface AdvertisedSettings {
  readonly 'rest.advertised.host.name': string | null
  readonly 'rest.advertised.port': number | null
  readonly 'rest.advertised.listener': string | null
}

/**
 * How other workers reach this one (`RestServer.advertisedUrl`).
 * @param bound - listeners with the ports they got.
 * @param hostname - of this machine, for listeners on every address.
 */
export function advertisedUrl(
  bound: readonly ListenerUrl[],
  settings: AdvertisedSettings,
  hostname: string,
): ListenerUrl {
  const wanted = settings['rest.advertised.listener']?.toLowerCase()
  if (wanted !== undefined && wanted !== 'http' && wanted !== 'https')
    throw new ConfigException(
      `Invalid value ${wanted} for configuration rest.advertised.listener: must be 'http' or 'https'`,
    )
  const scheme = wanted ?? (bound.some((each) => each.scheme === 'http') ? 'http' : 'https')
  const listener = bound.find((each) => each.scheme === scheme)
  if (listener === undefined)
    throw new ConfigException(`rest.advertised.listener is ${scheme}, but no listener speaks it`)
  return {
    scheme,
    host: settings['rest.advertised.host.name'] || (isEveryAddress(listener.host) ? hostname : listener.host),
    port: settings['rest.advertised.port'] ?? listener.port,
  }
}
