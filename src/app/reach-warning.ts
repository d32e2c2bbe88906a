import type { Settings } from './worker-config.ts'

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1)$/i

/** host of `host:port`, `[::1]:port` or `SASL_SSL://host:port`. */
const hostOf = (server: string) =>
  server
    .trim()
    .replace(/^\w+:\/\//, '')
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')

/**
 * What to tell who starts a worker that only its own machine can call, although its Kafka is elsewhere, where the other workers of its group are, too: they
 * pass requests on to each other. null when there is nothing to tell.
 */
export function reachWarning(
  advertised: { readonly host: string; readonly port: number },
  settings: Settings,
): string | null {
  const servers = (settings['bootstrap.servers'] ?? 'localhost').split(',').map(hostOf)
  if (!LOOPBACK.test(advertised.host) || servers.every((host) => LOOPBACK.test(host))) return null
  return `Only this machine can call the REST API, on ${advertised.host}:${advertised.port}: workers of the group on other machines cannot pass requests on. Set listeners, for example http://0.0.0.0:${advertised.port}, and rest.advertised.host.name if they know this machine by another name`
}
