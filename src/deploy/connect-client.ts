import { PipelineError } from '../errors/index.ts'
import { type Clock, delay } from '../kafka/clock.ts'
import { parseJson, toJson } from './exact-json.ts'

/** Node's `fetch`, as far as it is used. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal },
) => Promise<Response>

export interface ConnectClientOptions {
  /** Base URL of any worker. */
  readonly url: string
  /** `Authorization` header; null = none. */
  readonly authorization?: string | null
  readonly fetch: Fetch
  readonly clock: Clock
  /** How long a call is repeated while the group rebalances or the worker is away. Default 60 s. */
  readonly retryMs?: number
  readonly signal?: AbortSignal
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const CALL_TIMEOUT_MS = 100_000
const PAUSE_MS = 300
/** 500s of a worker whose group rebalances (S11.8), and of one whose herder was busy for too long. */
const PASSING = /rebalance is expected|Request timed out|stale configuration|no known leader/i

/**
 * Calls Kafka Connect's REST API on a worker of any make. Calls that cannot be answered just now (409 and 503 while the group rebalances, a worker
 * that answered before and is away) are made again; all of them may be repeated without harm. Throws SLW6003 when the worker cannot be reached,
 * SLW6020 for 401 and 403, SLW6022 for 400, SLW6023 for 404, SLW6021 for anything else; `details.status` is the code.
 */
export class ConnectClient {
  readonly url: string
  readonly #options: ConnectClientOptions
  #wasReached = false

  constructor(options: ConnectClientOptions) {
    this.#options = options
    this.url = options.url.replace(/\/+$/, '')
  }

  /** The same caller at another worker of the group. */
  at(url: string): ConnectClient {
    return new ConnectClient({ ...this.#options, url })
  }

  get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path)
  }

  /** null for 404. */
  async find<T>(path: string): Promise<T | null> {
    try {
      return await this.call<T>('GET', path)
    } catch (error) {
      if (statusOf(error) === 404) return null
      throw error
    }
  }

  /** Gives the parsed answer; undefined for an empty one. */
  async call<T>(method: Method, path: string, body?: unknown): Promise<T> {
    const { clock, retryMs = 60_000, signal } = this.#options
    const deadline = clock.now() + retryMs
    for (;;) {
      signal?.throwIfAborted()
      try {
        return (await this.#once(method, path, body)) as T
      } catch (error) {
        const isOver = clock.now() + PAUSE_MS > deadline || signal?.aborted === true
        if (isOver || !this.#mayPass(error)) throw error
        await delay(clock, PAUSE_MS, signal)
      }
    }
  }

  #mayPass(error: unknown): boolean {
    if (!(error instanceof PipelineError)) return false
    if (error.code === 'SLW6003') return this.#wasReached
    const status = statusOf(error)
    return (status === 409 && !/already exists/.test(error.message)) || status === 503 || isPassing(status, error)
  }

  async #once(method: Method, path: string, body: unknown): Promise<unknown> {
    const { authorization, fetch, signal } = this.#options
    const timeout = AbortSignal.timeout(CALL_TIMEOUT_MS)
    let response: Response
    let text: string
    try {
      response = await fetch(this.url + path, {
        method,
        headers: {
          Accept: 'application/json',
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(authorization ? { Authorization: authorization } : {}),
        },
        ...(body === undefined ? {} : { body: toJson(body) }),
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      })
      text = await response.text()
    } catch (cause) {
      signal?.throwIfAborted()
      throw new PipelineError('SLW6003', `${this.url} cannot be reached: ${reasonOf(cause)}`, {
        cause,
        ...hintOf(cause),
      })
    }
    this.#wasReached = true
    if (response.ok) return text === '' ? undefined : parsed(text, `${method} ${this.url}${path}`)
    throw this.#refusal(response.status, text, `${method} ${path}`)
  }

  #refusal(status: number, text: string, call: string): PipelineError {
    const message = messageOf(text) || `HTTP ${status}`
    const details = { status, call }
    if (status === 401 || status === 403)
      return new PipelineError('SLW6020', `${this.url} refuses ${call}: ${message}`, { details })
    if (status === 400) return new PipelineError('SLW6022', message, { details })
    if (status === 404 && isNoWorker(text))
      return new PipelineError('SLW6023', `${this.url} has nothing at ${call}: is it a Kafka Connect worker?`, {
        hint: 'Give the URL of its REST API, for example http://127.0.0.1:8083, without a path unless a proxy adds one.',
        details,
      })
    if (status === 404) return new PipelineError('SLW6023', message, { details })
    return new PipelineError('SLW6021', `${this.url} answered ${call} with ${status}: ${message}`, { details })
  }
}

/** Status of the answer that an error stands for. */
export const statusOf = (error: unknown): number | null =>
  error instanceof PipelineError && typeof error.details['status'] === 'number' ? error.details['status'] : null

const isPassing = (status: number | null, { message }: PipelineError) => status === 500 && PASSING.test(message)

function parsed(text: string, call: string): unknown {
  try {
    return parseJson(text)
  } catch (cause) {
    throw new PipelineError('SLW6021', `${call} was not answered with JSON: is this a Connect worker?`, { cause })
  }
}

function messageOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    return typeof message === 'string' ? message : text.slice(0, 500)
  } catch {
    return text.slice(0, 500)
  }
}

/** A 404 of a web server for a path that it does not have, not of Connect for a thing. */
const isNoWorker = (text: string) => !text.includes('"error_code"') || text.includes('HTTP 404 Not Found')

/** `fetch` wraps what happened. */
function innerOf(error: unknown): { readonly code?: string; readonly message?: string } {
  const cause = error instanceof Error ? error.cause : undefined
  return (cause instanceof Error ? cause : error) as { code?: string; message?: string }
}

const UNTRUSTED = /SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)/

/** What to do about TLS; for anything else the hint of the code will do. */
function hintOf(error: unknown): { readonly hint?: string } {
  const { code = '' } = innerOf(error)
  if (UNTRUSTED.test(code))
    return { hint: "Trust the worker's certificate authority: NODE_EXTRA_CA_CERTS=ca.pem in the environment." }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return { hint: 'Use a host name that stands in its certificate.' }
  if (code.startsWith('ERR_SSL_')) return { hint: 'Does this port speak TLS? Try http:// in place of https://.' }
  return {}
}

function reasonOf(error: unknown): string {
  const { code, message } = innerOf(error)
  if (code?.startsWith('UND_ERR_') === true) return `${message ?? code} (is it an HTTP port?)`
  return code ?? message ?? String(error)
}

/** Path of a connector; any name may stand in it. */
export const connectorPath = (name: string): string => `/connectors/${encodeURIComponent(name)}`
