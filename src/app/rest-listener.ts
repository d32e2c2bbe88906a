import { ConfigException } from '../errors/index.ts'
import type { Settings } from './worker-config.ts'

export interface Listener {
  readonly host: string
  readonly port: number
}

const DEFAULT_PORT = 8083

/**
 * Where REST listens: the first of `listeners` (`http://host:port`), else `rest.host.name` and `rest.port`. Without a host it is loopback, unlike
 * Kafka Connect, which then listens on every address: name one (`http://0.0.0.0:8083`) to be reached from elsewhere.
 */
export function listenerOf(settings: Settings): Listener {
  const [first] = (settings['listeners'] ?? '').split(',').map((each) => each.trim())
  if (first === undefined || first === '')
    return { host: settings['rest.host.name'] ?? '127.0.0.1', port: portOf(settings['rest.port'], DEFAULT_PORT) }
  const match = /^(https?):\/\/(\[[^\]]*\]|[^:/]*):(\d+)$/i.exec(first)
  if (match === null)
    throw new ConfigException(
      `Invalid value ${first} for configuration listeners: unable to parse a listener; write for example http://127.0.0.1:8083`,
    )
  return { host: match[2] === '' ? '127.0.0.1' : match[2]!, port: Number(match[3]) }
}

function portOf(text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new ConfigException(`Invalid value ${text} for configuration rest.port: Not a number of type INT`)
}
