import { createProducer, type KafkaCluster } from '../../kafka/index.ts'
import { RebalanceNeededException } from '../herder/herder-errors.ts'
import type { ConfigRecord } from './config-records.ts'

export interface LeaderWriterOptions {
  readonly topic: string
  /** `connect-cluster-<group.id>`, as Java names it: a Java leader is fenced too. */
  readonly transactionalId: string
  readonly producer: Readonly<Record<string, string>>
  /** The right to write is gone until the next `claim`: find out who leads. */
  onFenced(): void
}

/**
 * Writes the leader's records to the config topic in transactions (KIP-618): a leader that the group has replaced, but that does not know it yet,
 * is fenced by its successor's claim and can change nothing any more.
 */
export class LeaderWriter {
  readonly #cluster: KafkaCluster
  readonly #options: LeaderWriterOptions
  #producer: ReturnType<typeof createProducer> | null = null
  #last: Promise<unknown> = Promise.resolve()

  constructor(cluster: KafkaCluster, options: LeaderWriterOptions) {
    this.#cluster = cluster
    this.#options = options
  }

  /** This worker leads now: earlier leaders are fenced. */
  claim(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#drop()
      const producer = createProducer(this.#cluster, {
        ...this.#options.producer,
        acks: 'all',
        'enable.idempotence': true,
        'transactional.id': this.#options.transactionalId,
      })
      this.#producer = producer
      await producer.initTransactions()
    })
  }

  /** All of them or none. Rejects with RebalanceNeededException when another leader has taken over. */
  write(records: readonly ConfigRecord[]): Promise<void> {
    return this.#inTurn(async () => {
      const producer = this.#producer
      if (producer === null) throw fenced(undefined)
      try {
        producer.beginTransaction()
        const sent = records.map(({ key, value }) =>
          producer.sendAndWait({
            topic: this.#options.topic,
            key: Buffer.from(key),
            value: value === null ? null : Buffer.from(JSON.stringify(value)),
          }),
        )
        await Promise.all(sent)
        await producer.commitTransaction()
      } catch (error) {
        // Whatever went wrong, the next leader round claims anew; the open transaction is aborted by that claim.
        await this.#drop()
        this.#options.onFenced()
        throw fenced(error)
      }
    })
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#drop())
  }

  async #drop(): Promise<void> {
    const producer = this.#producer
    this.#producer = null
    await producer?.close({ timeoutMs: 0 }).catch(() => {})
  }

  #inTurn<T>(call: () => Promise<T>): Promise<T> {
    const result = this.#last.then(call)
    this.#last = result.catch(() => {})
    return result
  }
}

function fenced(cause: unknown): RebalanceNeededException {
  return new RebalanceNeededException(
    'Failed to write to config topic: this worker must confirm that it still leads its group',
    cause,
  )
}
