import { readFile } from 'node:fs/promises'
import { ConfigException, PipelineError } from '../../errors/index.ts'
import { backOffMs } from '../back-off.ts'
import { secret, text } from '../client-config/tls-settings.ts'
import { delay, systemClock } from '../clock.ts'

type Values = Readonly<Record<string, unknown>>
type Options = ReadonlyMap<string, string>

export interface OauthToken {
  readonly value: string
  readonly extensions?: Record<string, string>
}

interface Fetched {
  readonly value: string
  /** Milliseconds since the epoch. */
  readonly refreshAt: number
}

const extensionPrefix = 'extension_'

/**
 * Where OAUTHBEARER tokens come from: client credentials at `sasl.oauthbearer.token.endpoint.url` (KIP-768), a file (the
 * same key with a `file:` URL), or Java's unsecured tokens for tests (`unsecuredLoginStringClaim_sub`). A token is used
 * until `sasl.login.refresh.window.factor` of its life is over, or `sasl.login.refresh.buffer.seconds` before its end;
 * concurrent logins share one fetch.
 */
export function oauthTokenProvider(values: Values, options: Options): () => Promise<OauthToken> {
  const extensions: Record<string, string> = {}
  for (const [name, value] of options)
    if (name.startsWith(extensionPrefix)) extensions[name.slice(extensionPrefix.length)] = value
  const fetchToken = sourceOf(values, options)
  let current: Fetched | undefined
  let running: Promise<Fetched> | undefined
  return async () => {
    if (current === undefined || systemClock.now() >= current.refreshAt) {
      running ??= fetchToken().finally(() => {
        running = undefined
      })
      const life = await running
      current = life
    }
    return { value: current.value, extensions }
  }
}

function sourceOf(values: Values, options: Options): () => Promise<Fetched> {
  const url = text(values, 'sasl.oauthbearer.token.endpoint.url')
  const factor = Number(values['sasl.login.refresh.window.factor'] ?? 0.8)
  const bufferMs = Number(values['sasl.login.refresh.buffer.seconds'] ?? 300) * 1000
  const fetched = (value: string): Fetched => ({ value, refreshAt: refreshAtOf(value, factor, bufferMs) })
  if (url === null) {
    const subject = options.get('unsecuredLoginStringClaim_sub')
    if (subject === undefined)
      throw new ConfigException(
        'OAUTHBEARER needs sasl.oauthbearer.token.endpoint.url, or unsecuredLoginStringClaim_sub in sasl.jaas.config',
      )
    return async () => fetched(unsecuredToken(options))
  }
  if (url.startsWith('file:')) return async () => fetched((await readFile(new URL(url), 'utf8')).trim())
  return async () => fetched(await fetchWithRetries(url, clientOf(values, options), values))
}

interface Client {
  readonly id: string
  readonly secret: string
  readonly scope: string | undefined
}

function clientOf(values: Values, options: Options): Client {
  const id = text(values, 'sasl.oauthbearer.client.credentials.client.id') ?? options.get('clientId')
  const password = secret(values, 'sasl.oauthbearer.client.credentials.client.secret') ?? options.get('clientSecret')
  if (id === undefined || password === undefined)
    throw new ConfigException(
      'The OAuth login needs sasl.oauthbearer.client.credentials.client.id and .secret, or clientId and clientSecret in sasl.jaas.config',
    )
  return { id, secret: password, scope: text(values, 'sasl.oauthbearer.scope') ?? options.get('scope') }
}

async function fetchWithRetries(url: string, client: Client, values: Values): Promise<string> {
  const initialMs = Number(values['sasl.login.retry.backoff.ms'] ?? 100)
  const maxMs = Number(values['sasl.login.retry.backoff.max.ms'] ?? 10_000)
  const deadline = systemClock.now() + maxMs
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchToken(url, client, values)
    } catch (error) {
      const wait = backOffMs(attempt, initialMs, maxMs, Math.random)
      const isFinal = error instanceof PipelineError && !error.retriable
      if (isFinal || systemClock.now() + wait > deadline) throw error
      await delay(systemClock, wait)
    }
  }
}

async function fetchToken(url: string, client: Client, values: Values): Promise<string> {
  const encode = values['sasl.oauthbearer.header.urlencode'] === true ? encodeURIComponent : (part: string) => part
  const basic = Buffer.from(`${encode(client.id)}:${encode(client.secret)}`).toString('base64')
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  if (client.scope !== undefined) body.set('scope', client.scope)
  const timeoutMs = Number(values['sasl.login.read.timeout.ms'] ?? 0) || 30_000
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { Authorization: `Basic ${basic}`, Accept: 'application/json' },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    throw new PipelineError('SLW5001', `The token endpoint ${url} cannot be reached: ${String(error)}.`, {
      cause: error,
    })
  }
  if (!response.ok)
    throw new PipelineError('SLW5010', `The token endpoint ${url} answered with status ${response.status}.`, {
      retriable: response.status >= 500 || response.status === 429,
    })
  const answer: unknown = await response.json().catch(() => undefined)
  const token = (answer as { access_token?: unknown } | undefined)?.access_token
  if (typeof token === 'string' && token !== '') return token
  throw new PipelineError('SLW5010', `The token endpoint ${url} answered without an access_token.`)
}

/** An opaque token, or one without `exp`, is asked for at each login. */
function refreshAtOf(token: string, factor: number, bufferMs: number): number {
  const now = systemClock.now()
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { exp?: number }
    if (typeof claims.exp !== 'number') return now
    const lifeMs = claims.exp * 1000 - now
    // The buffer before the end is given up where the token does not live long enough for it.
    return now + (lifeMs > bufferMs ? Math.min(lifeMs * factor, lifeMs - bufferMs) : lifeMs * factor)
  } catch {
    return now
  }
}

/** `OAuthBearerUnsecuredLoginCallbackHandler`: an unsigned JWT, for tests alone. */
function unsecuredToken(options: Options): string {
  const now = systemClock.now() / 1000
  const lifeSeconds = Number(options.get('unsecuredLoginLifetimeSeconds') ?? 3600)
  const claims: Record<string, unknown> = { iat: now, exp: now + lifeSeconds }
  for (const [name, value] of options) {
    const match = /^unsecuredLogin(String|Number|List)Claim_(.+)$/.exec(name)
    if (match === null) continue
    claims[match[2]!] =
      match[1] === 'Number' ? Number(value) : match[1] === 'List' ? value.slice(1).split(value[0]!) : value
  }
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part(claims)}.`
}
