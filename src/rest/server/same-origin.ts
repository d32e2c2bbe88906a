import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { HttpError } from '../http-error.ts'

export interface OriginRules {
  readonly host?: string
  readonly allowOrigin?: string
  readonly allowMethods?: string
  readonly allowedHosts?: readonly string[]
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']
const isLoopback = (host: string | undefined) => host === undefined || loopbackNames.includes(host) || host === '::1'

const nameOf = (hostHeader: string) => hostHeader.replace(/:\d+$/, '').toLowerCase()

/**
 * Protects a worker from web pages. DNS rebinding: a page of another site may not pass for one of ours by letting its name point here. On
 * loopback every Host header must be a loopback name; elsewhere what a browser sends (it marks its requests) must name this worker by address, by
 * the advertised or by a listed name, while other clients may use any name that leads here. A request that a page of another origin makes (it
 * carries Origin) is refused unless `access.control.allow.origin` names that origin.
 */
export function refuseForeignOrigin(request: FastifyRequest, rules: OriginRules): void {
  const host = nameOf(request.headers.host ?? '')
  const origin = request.headers.origin
  const isOurs =
    host === '' || loopbackNames.includes(host) || (rules.allowedHosts ?? []).includes(host) || host === rules.host
  if (isLoopback(rules.host)) {
    if (!isOurs) throw new HttpError(403, `Host ${host} is not served here`)
  } else if (
    isFromBrowser(request) &&
    !isOurs &&
    !isAddress(host) &&
    !(origin !== undefined && isAllowed(origin, rules))
  ) {
    throw new HttpError(403, `Host ${host} is not served here`)
  }
  if (origin !== undefined && !isSameOrigin(origin, request) && !isAllowed(origin, rules))
    throw new HttpError(403, `Origin ${origin} is not allowed`)
}

const isFromBrowser = ({ headers }: FastifyRequest) =>
  headers.origin !== undefined || headers['sec-fetch-site'] !== undefined

const isAddress = (host: string) => isIP(host.replace(/^\[|\]$/g, '')) !== 0

const isSameOrigin = (origin: string, request: FastifyRequest) =>
  origin === `${request.protocol}://${request.headers.host}`

function isAllowed(origin: string, { allowOrigin = '' }: OriginRules): boolean {
  return (
    allowOrigin === '*' ||
    allowOrigin
      .split(',')
      .map((item) => item.trim())
      .includes(origin)
  )
}

/** CORS headers for an allowed origin; none otherwise. */
export function crossOriginHeaders(request: FastifyRequest, rules: OriginRules): Record<string, string> {
  const origin = request.headers.origin
  if (origin === undefined || !isAllowed(origin, rules)) return {}
  return {
    'Access-Control-Allow-Origin': origin,
    ...(rules.allowMethods ? { 'Access-Control-Allow-Methods': rules.allowMethods } : {}),
    'Access-Control-Allow-Headers': 'content-type,authorization',
    Vary: 'Origin',
  }
}
