import { Flags } from '@oclif/core'
import { PipelineError } from '../../src/errors/index.ts'

/** Flags of the commands that talk to a worker, ours or a Java one. */
export const remoteFlags = {
  to: Flags.string({
    default: 'http://127.0.0.1:8083',
    env: 'SLUICEWAY_URL',
    summary: 'REST API of any worker, Sluiceway or Kafka Connect.',
    helpValue: 'URL',
  }),
  token: Flags.string({
    env: 'SLUICEWAY_TOKEN',
    summary: 'Bearer token; better in SLUICEWAY_TOKEN than on the command line.',
    helpValue: 'TOKEN',
    exclusive: ['user'],
  }),
  user: Flags.string({
    env: 'SLUICEWAY_USER',
    summary: 'Basic authentication; better in SLUICEWAY_USER than on the command line.',
    helpValue: 'NAME:PASSWORD',
  }),
}

export interface RemoteFlags {
  readonly to: string
  readonly token: string | undefined
  readonly user: string | undefined
}

/**
 * A client for the worker. Without a credential, and for a worker on this machine, the token that it wrote for this account is shown.
 * Throws SLW6001 for what is no URL.
 */
export async function remoteClient(flags: RemoteFlags, signal?: AbortSignal) {
  const [{ ConnectClient }, { systemClock }, { readLocalToken }] = await Promise.all([
    import('../../src/deploy/index.ts'),
    import('../../src/kafka/clock.ts'),
    import('../../src/app/local-token.ts'),
  ])
  const url = urlOf(flags.to)
  return new ConnectClient({
    url: `${url.origin}${url.pathname}`,
    authorization: await authorization(flags, url, readLocalToken),
    fetch: (target, init) => fetch(target, init),
    clock: systemClock,
    ...(signal === undefined ? {} : { signal }),
  })
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && /^https?:$/.test(url.protocol)) return url
  throw new PipelineError('SLW6001', `'${text}' is not the URL of a worker.`, {
    hint: 'For example --to http://127.0.0.1:8083',
  })
}

const basic = (pair: string) => `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

async function authorization(
  { token, user }: RemoteFlags,
  url: URL,
  readToken: (port: number) => Promise<string | null>,
): Promise<string | null> {
  // Empty as a secret that a CI job does not have.
  if (token !== undefined && token !== '') return `Bearer ${token}`
  if (user !== undefined && user !== '') return basic(user)
  if (url.username !== '') return basic(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`)
  if (!LOOPBACK.test(url.hostname)) return null
  const local = await readToken(Number(url.port || (url.protocol === 'https:' ? 443 : 80)))
  return local === null ? null : `Bearer ${local}`
}
