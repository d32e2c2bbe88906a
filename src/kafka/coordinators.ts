import { FindCoordinator, type ResponseOf } from '../protocol/index.ts'
import type { Answer, Call } from './connection/node-connection.ts'
import { kafkaError } from './kafka-error.ts'

export interface Coordinator {
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

type Kind = 'group' | 'transaction'
type Find = Pick<Call<typeof FindCoordinator>, 'api' | 'body'>

/** Coordinators of groups and transactional ids, remembered until someone says that one moved. */
export class Coordinators {
  private readonly found = new Map<string, Promise<Coordinator>>()
  private readonly ask: (call: Find) => Promise<Answer<typeof FindCoordinator>>

  /** @param ask - sends the request to any broker. */
  constructor(ask: (call: Find) => Promise<Answer<typeof FindCoordinator>>) {
    this.ask = ask
  }

  /** Rejects with SLW5006 (COORDINATOR_NOT_AVAILABLE and the like, retriable) while there is none. */
  of(kind: Kind, key: string): Promise<Coordinator> {
    const id = `${kind}:${key}`
    const known = this.found.get(id)
    if (known !== undefined) return known
    const asked = this.find(kind, key)
    this.found.set(id, asked)
    asked.catch(() => this.found.delete(id))
    return asked
  }

  forget(kind: Kind, key: string): void {
    this.found.delete(`${kind}:${key}`)
  }

  private async find(kind: Kind, key: string): Promise<Coordinator> {
    const keyType = kind === 'group' ? 0 : 1
    const { response } = await this.ask({
      api: FindCoordinator,
      body: (version) => (version >= 4 ? { keyType, coordinatorKeys: [key] } : { keyType, key }) as never,
    })
    const found = resultOf(response)
    if (found.errorCode === 0) return found
    const about = `${kind === 'group' ? 'group' : 'transactional id'} "${key}"`
    throw kafkaError(found.errorCode, { api: 'FindCoordinator', about, text: found.errorMessage })
  }
}

function resultOf(response: ResponseOf<typeof FindCoordinator>) {
  return response.coordinators[0] ?? response
}
