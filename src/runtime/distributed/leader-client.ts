import { ConnectException } from '../../errors/index.ts'
import type { ConnectorConfig } from '../herder/herder.ts'
import type { SessionKey } from '../store/config-store.ts'
import { ALGORITHM_HEADER, SIGNATURE_HEADER, sign } from './session-keys.ts'

export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal },
) => Promise<Response>

export interface LeaderClientOptions {
  readonly fetch: Fetch
  readonly algorithm: string
  /** The group's key as this worker knows it; null before the first was read. */
  readonly sessionKey: () => SessionKey | null
}

const TIMEOUT_MS = 60_000

/** Calls of a follower to its leader, signed with the group's session key. */
export class LeaderClient {
  readonly #options: LeaderClientOptions

  constructor(options: LeaderClientOptions) {
    this.#options = options
  }

  /** Hands over the task configurations that a connector of this worker made. */
  putTaskConfigs(leaderUrl: string, connector: string, configs: readonly ConnectorConfig[]): Promise<void> {
    return this.#call(leaderUrl, 'POST', `connectors/${encodeURIComponent(connector)}/tasks`, JSON.stringify(configs))
  }

  /** Asks for the fencing of a connector's earlier producers (S15.3). */
  fenceZombies(leaderUrl: string, connector: string): Promise<void> {
    return this.#call(leaderUrl, 'PUT', `connectors/${encodeURIComponent(connector)}/fence`, '')
  }

  async #call(leaderUrl: string, method: string, path: string, body: string): Promise<void> {
    const key = this.#options.sessionKey()
    if (key === null) throw new ConnectException('The session key of the group is not known yet')
    const signature = sign(key, Buffer.from(body, 'utf8'), this.#options.algorithm)
    const response = await this.#options.fetch(new URL(path, leaderUrl).href, {
      method,
      headers: {
        'Content-Type': 'application/json',
        [SIGNATURE_HEADER]: signature.value,
        [ALGORITHM_HEADER]: signature.algorithm,
      },
      ...(body === '' ? {} : { body }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await response.text()
    if (!response.ok)
      throw new ConnectException(
        `The leader at ${leaderUrl} answered ${method} /${path} with ${response.status}: ${text.slice(0, 500)}`,
      )
  }
}
