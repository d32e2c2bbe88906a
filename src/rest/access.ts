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
