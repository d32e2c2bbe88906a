import { InitProducerId } from '../../protocol/index.ts'
import type { KafkaCluster } from '../cluster.ts'
import { kafkaError } from '../kafka-error.ts'

const epochMax = 32_767

/** Id and epoch of an idempotent producer without transactions (KIP-98, KIP-360). */
export class ProducerIdentity {
  producerId = -1
  producerEpoch = -1
  private readonly cluster: KafkaCluster
  private asking: Promise<void> | undefined

  constructor(cluster: KafkaCluster) {
    this.cluster = cluster
  }

  get isKnown(): boolean {
    return this.producerId >= 0
  }

  set(producerId: number, producerEpoch: number): void {
    this.producerId = producerId
    this.producerEpoch = producerEpoch
  }

  /** Asks any broker for an id, once. */
  ask(): Promise<void> {
    this.asking ??= this.init().finally(() => {
      this.asking = undefined
    })
    return this.asking
  }

  /** A fresh sequence space: the next epoch of this id, or a new id when the epochs are used up. */
  bump(): void {
    if (this.producerEpoch < epochMax) this.producerEpoch++
    else this.producerId = -1
  }

  private async init(): Promise<void> {
    const answer = await this.cluster.request(
      InitProducerId,
      { transactionalId: null, transactionTimeoutMs: 2_147_483_647 },
      'any',
    )
    if (answer.errorCode !== 0) throw kafkaError(answer.errorCode, { api: 'InitProducerId' })
    this.set(Number(answer.producerId), answer.producerEpoch)
  }
}
