import type { Membership, MembershipEvents } from '../group/membership.ts'
import type { RebalanceListener } from '../group/rebalance-listener.ts'
import type { TopicPartition } from '../group/topic-partition.ts'

interface Event {
  readonly kind: keyof RebalanceListener
  readonly partitions: readonly TopicPartition[]
  readonly done: () => void
}

/**
 * Keeps the events of the group until the consumer is polled, since its listener must not run beside the caller's code. The
 * group waits meanwhile.
 */
export class MembershipQueue implements MembershipEvents {
  readonly #listener: RebalanceListener
  readonly #onEvent: () => void
  #events: Event[] = []
  #failure: { readonly error: unknown } | undefined
  #isClosed = false
  isStarted = false

  constructor(listener: RebalanceListener, onEvent: () => void) {
    this.#listener = listener
    this.#onEvent = onEvent
  }

  start(membership: Membership): void {
    this.isStarted = true
    membership.start(this)
  }

  onRevoked(partitions: readonly TopicPartition[]): Promise<void> {
    return this.#add('onRevoked', partitions)
  }

  onAssigned(partitions: readonly TopicPartition[]): Promise<void> {
    return this.#add('onAssigned', partitions)
  }

  onLost(partitions: readonly TopicPartition[]): Promise<void> {
    return this.#add('onLost', partitions)
  }

  onFailed(error: unknown): void {
    this.#failure = { error }
    this.#onEvent()
  }

  #add(kind: Event['kind'], partitions: readonly TopicPartition[]): Promise<void> {
    if (this.#isClosed) return Promise.resolve()
    return new Promise((done) => {
      this.#events.push({ kind, partitions, done })
      this.#onEvent()
    })
  }

  /** Runs the listener for what happened. @throws what the listener threw, or what ended the membership */
  async handle(): Promise<void> {
    while (this.#events.length > 0) {
      const { kind, partitions, done } = this.#events.shift()!
      try {
        await this.#listener[kind](partitions)
      } finally {
        // The group goes on even if the listener threw, as in Java: the caller of poll has the error.
        done()
      }
    }
    if (this.#failure) throw this.#failure.error
  }

  /** The last revocation, of all that is `held`; later events are ignored. */
  async close(held: readonly TopicPartition[]): Promise<void> {
    this.#isClosed = true
    const open = this.#events
    this.#events = []
    for (const { done } of open) done()
    if (held.length === 0) return
    const wasLost = open.some(({ kind }) => kind === 'onLost') || this.#failure !== undefined
    await this.#listener[wasLost ? 'onLost' : 'onRevoked'](held)
  }
}
