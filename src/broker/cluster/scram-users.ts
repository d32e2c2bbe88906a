import type { ClusterEntry, ScramEntry } from './cluster-entry.ts'

/** Users with their SCRAM credentials, one a mechanism. */
export class ScramUsers {
  /** By mechanism and user. */
  readonly #credentials = new Map<string, ScramEntry>()

  get size(): number {
    return this.#credentials.size
  }

  credential(user: string, mechanism: number): ScramEntry | undefined {
    return this.#credentials.get(`${mechanism}:${user}`)
  }

  users(): string[] {
    return [...new Set(this.entries().map(({ user }) => user))]
  }

  /** null removes the credential. */
  set(user: string, mechanism: number, credential: ScramEntry | null): void {
    if (credential) this.#credentials.set(`${mechanism}:${user}`, credential)
    else this.#credentials.delete(`${mechanism}:${user}`)
  }

  entries(): Extract<ClusterEntry, { type: 'scram' }>[] {
    return [...this.#credentials].map(([key, credential]) => {
      const colon = key.indexOf(':')
      return { type: 'scram', user: key.slice(colon + 1), mechanism: Number(key.slice(0, colon)), credential }
    })
  }
}
