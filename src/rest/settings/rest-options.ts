import { ConfigException } from '../../errors/index.ts'
import { parseProperties } from '../../runtime/index.ts'
import { authenticateBy, parseCredentials } from '../credentials.ts'
import { parseResponseHeaders } from '../server/response-headers.ts'
import type { RestServerOptions } from '../server/rest-server.ts'
import type { RestSettings } from './rest-settings.ts'

export type ReadText = (path: string) => string

/** What all listeners of a worker have in common. Throws ConfigException. */
export function restOptions(settings: RestSettings, readText: ReadText): RestServerOptions {
  const extensions = settings['rest.extension.classes'] ?? []
  if (extensions.length > 0)
    throw new ConfigException(
      `Invalid value ${extensions.join(',')} for configuration rest.extension.classes: Java classes cannot be loaded here, and leaving one out could open the API to everybody. For authentication use rest.credentials.file.`,
    )
  const advertised = settings['rest.advertised.host.name']
  const file = settings['rest.credentials.file']
  return {
    allowOrigin: settings['access.control.allow.origin'] ?? '',
    allowMethods: settings['access.control.allow.methods'] ?? '',
    allowedHosts: [...(settings['rest.allowed.hosts'] ?? []), ...(advertised ? [advertised.toLowerCase()] : [])],
    headers: parseResponseHeaders(settings['response.http.headers.config'] ?? ''),
    bodyBytesMax: settings['rest.request.body.max.bytes'],
    connectionsMax: settings['rest.connections.max'],
    requestTimeoutMs: settings['rest.request.read.timeout.ms'],
    ...(file ? { authenticate: authenticateBy(parseCredentials(readEntries(file, readText))) } : {}),
  }
}

function readEntries(file: string, readText: ReadText): Record<string, string> {
  try {
    return Object.fromEntries(parseProperties(readText(file)))
  } catch (error) {
    throw new ConfigException(`rest.credentials.file: ${file} cannot be read`, error)
  }
}
