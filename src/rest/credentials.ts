import { createHash, timingSafeEqual } from 'node:crypto'
import { ConfigException } from '../errors/index.ts'
import type { Authenticator } from './access.ts'
import { ROLES, type Role } from './route.ts'

/** Who may do what: the value of one line of the credentials file. Secrets are kept as SHA-256 only. */
export interface Credential {
  readonly kind: 'user' | 'token'
  readonly name: string
  readonly role: Role
  readonly sha256: Buffer
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()

/**
 * Reads entries of a properties file: `user.<name>=<role>:<secret>` for basic authentication, `token.<name>=<role>:<secret>` for bearer
 * tokens. The secret is `sha256:<hex>` or the plain text, which does not begin with `sha256:`. Throws ConfigException naming the key, never the secret.
 */
export function parseCredentials(entries: Readonly<Record<string, string>>): Credential[] {
  return Object.entries(entries).map(([key, value]) => {
    const [, kind, name] = /^(user|token)\.(.+)$/.exec(key) ?? []
    const [role, ...rest] = value.split(':')
    const secret = rest.join(':')
    if (kind === undefined || name === undefined)
      throw new ConfigException(`Unknown key ${key} in the credentials file: use user.<name> or token.<name>`)
    if (!ROLES.includes(role as Role))
      throw new ConfigException(`The role of ${key} must be one of: ${ROLES.join(', ')}`)
    if (secret === '') throw new ConfigException(`${key} has no secret: write <role>:<secret>`)
    const isHashed = secret.startsWith('sha256:')
    if (isHashed && !/^sha256:[0-9a-f]{64}$/i.test(secret))
      throw new ConfigException(`The secret of ${key} is no SHA-256: write sha256: and 64 hexadecimal digits`)
    return {
      kind: kind as Credential['kind'],
      name,
      role: role as Role,
      sha256: isHashed ? Buffer.from(secret.slice('sha256:'.length), 'hex') : sha256(secret),
    }
  })
}

/** Basic authentication and bearer tokens by a list of credentials; everybody else is refused. Takes the same time whatever matches. */
export function authenticateBy(credentials: readonly Credential[]): Authenticator {
  return ({ authorization }) => {
    const [scheme, value] = typeof authorization === 'string' ? authorization.split(/\s+/, 2) : []
    if (value === undefined) return null
    if (scheme?.toLowerCase() === 'bearer') return matching(credentials, 'token', null, value)
    if (scheme?.toLowerCase() !== 'basic') return null
    const text = Buffer.from(value, 'base64').toString('utf8')
    const colon = text.indexOf(':')
    return colon < 0 ? null : matching(credentials, 'user', text.slice(0, colon), text.slice(colon + 1))
  }
}

function matching(
  credentials: readonly Credential[],
  kind: Credential['kind'],
  name: string | null,
  secret: string,
): Role | null {
  const given = sha256(secret)
  let role: Role | null = null
  for (const credential of credentials) {
    const isEqual = timingSafeEqual(credential.sha256, given)
    if (isEqual && credential.kind === kind && (name === null || name === credential.name)) role = credential.role
  }
  return role
}
