import { createHash, timingSafeEqual } from 'node:crypto'
import type { Role } from './route.ts'

/** Tells what the caller may do from the request's headers; null = not known, answered with 401. */
export type Authenticator = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
) => Role | null | Promise<Role | null>

/**
 * Without authentication everybody may do what Kafka Connect lets everybody do. Uploading code is not among it: routes for bundles ask for a
 * credential of their own.
 */
export const openToEveryone: Authenticator = () => 'admin'

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/
const digest = (text: string) => createHash('sha256').update(text).digest()

/** Whether a caller on this machine showed the worker's own token as a bearer token. */
export function isLocalToken(
  { ip, headers }: { readonly ip: string; readonly headers: { readonly authorization?: string | undefined } },
  token: string | undefined,
): boolean {
  const [scheme, given] = (headers.authorization ?? '').split(/\s+/, 2)
  if (token === undefined || given === undefined || scheme?.toLowerCase() !== 'bearer') return false
  return LOOPBACK.test(ip) && timingSafeEqual(digest(given), digest(token))
}
