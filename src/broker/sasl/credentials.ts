import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import type { Cluster } from '../cluster/cluster.ts'
import type { ScramEntry } from '../cluster/cluster-entry.ts'
import type { Random } from '../system/random.ts'

/** The mechanisms of SCRAM with their number in the protocol (`ScramMechanism.java`) and their hash. */
export const scramMechanisms = {
  'SCRAM-SHA-256': { number: 1, hash: 'sha256', bytes: 32 },
  'SCRAM-SHA-512': { number: 2, hash: 'sha512', bytes: 64 },
} as const
export type ScramMechanism = keyof typeof scramMechanisms

export const ITERATIONS_MIN = 4096
export const ITERATIONS_MAX = 16_384

/** Who may connect: the users given at the start, and SCRAM users added since. */
export class Credentials {
  readonly #users: ReadonlyMap<string, string>
  readonly #cluster: Cluster
  readonly #random: Random
  readonly #derived = new Map<string, ScramEntry>()

  constructor(users: Readonly<Record<string, string>>, cluster: Cluster, random: Random) {
    this.#users = new Map(Object.entries(users))
    this.#cluster = cluster
    this.#random = random
  }

  /** Takes as long for a wrong password as for an unknown user. */
  isPassword(user: string, password: string): boolean {
    const known = this.#users.get(user)
    const digest = (text: string) => createHash('sha256').update(text).digest()
    return timingSafeEqual(digest(known ?? ''), digest(password)) && known !== undefined
  }

  scram(user: string, mechanism: ScramMechanism): ScramEntry | undefined {
    const stored = this.#cluster.scramCredential(user, scramMechanisms[mechanism].number)
    if (stored) return stored
    const password = this.#users.get(user)
    if (password === undefined) return undefined
    const key = `${mechanism}:${user}`
    const derived = this.#derived.get(key) ?? deriveScram(mechanism, password, this.#random.bytes(16), ITERATIONS_MIN)
    this.#derived.set(key, derived)
    return derived
  }
}

function deriveScram(mechanism: ScramMechanism, password: string, salt: Buffer, iterations: number): ScramEntry {
  const { hash, bytes } = scramMechanisms[mechanism]
  return scramEntry(mechanism, pbkdf2Sync(password.normalize('NFKC'), salt, iterations, bytes, hash), salt, iterations)
}

/** What is stored instead of the password (RFC 5802, section 3). */
export function scramEntry(mechanism: ScramMechanism, salted: Buffer, salt: Buffer, iterations: number): ScramEntry {
  const { hash } = scramMechanisms[mechanism]
  const clientKey = createHmac(hash, salted).update('Client Key').digest()
  return {
    salt: salt.toString('base64'),
    iterations,
    storedKey: createHash(hash).update(clientKey).digest('base64'),
    serverKey: createHmac(hash, salted).update('Server Key').digest('base64'),
  }
}
