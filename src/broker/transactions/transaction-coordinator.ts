import type { Cluster } from '../cluster/cluster.ts'

export class TransactionCoordinator {
  readonly #cluster: Cluster

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /** A new id for a producer that is idempotent without transactions. */
  newProducer(): { producerId: number; producerEpoch: number } {
    return { producerId: this.#cluster.nextProducerId(), producerEpoch: 0 }
  }
}
