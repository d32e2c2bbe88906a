import { KafkaFailure } from '../kafka-failure.ts'
import type { Clock } from '../system/clock.ts'
import type { Random } from '../system/random.ts'
import { FetchSession } from './fetch-session.ts'

/** A session may be given up for another one when it was not used for this long. */
const EVICTABLE_AFTER_MS = 120_000

/** The fetch sessions of all consumers, at most so many at a time. */
export class FetchSessions {
  readonly #sessions = new Map<number, FetchSession>()
  readonly #clock: Clock
  readonly #random: Random
  readonly #slots: () => number

  constructor(clock: Clock, random: Random, slots: () => number) {
    this.#clock = clock
    this.#random = random
    this.#slots = slots
  }

  get count(): number {
    return this.#sessions.size
  }

  /** Undefined when all slots are in use: the consumer then sends full requests. */
  create(usesTopicIds: boolean): FetchSession | undefined {
    if (this.#sessions.size >= this.#slots() && !this.#evictOne()) return undefined
    let id: number
    do id = this.#random.bytes(4).readUInt32BE() & 0x7fffffff
    while (id === 0 || this.#sessions.has(id))
    const session = new FetchSession(id, usesTopicIds, this.#clock.now())
    this.#sessions.set(id, session)
    return session
  }

  /** @throws KafkaFailure when the session is unknown or the request is not the next one in it */
  next(id: number, epoch: number, usesTopicIds: boolean): FetchSession {
    const session = this.#sessions.get(id)
    if (!session) throw new KafkaFailure('FETCH_SESSION_ID_NOT_FOUND')
    if (session.nextEpoch !== epoch) throw new KafkaFailure('INVALID_FETCH_SESSION_EPOCH')
    if (session.usesTopicIds !== usesTopicIds) throw new KafkaFailure('FETCH_SESSION_TOPIC_ID_ERROR')
    session.advance(this.#clock.now())
    return session
  }

  remove(id: number): void {
    this.#sessions.delete(id)
  }

  #evictOne(): boolean {
    let oldest: FetchSession | undefined
    for (const session of this.#sessions.values()) {
      if (!oldest || session.lastUsedMs < oldest.lastUsedMs) oldest = session
    }
    if (!oldest || this.#clock.now() - oldest.lastUsedMs < EVICTABLE_AFTER_MS) return false
    return this.#sessions.delete(oldest.id)
  }
}
