import { connectCluster } from '../../kafka/index.ts'
import { createProducer, type Producer } from '../../kafka/producer/index.ts'
import type { ProducedCallback, ProducedRecord, TransactionalTaskProducer } from '../task/kafka-ports.ts'
import type { Config } from './host-api.ts'

/** Kafka's producer with a cluster connection of its own. */
export class HostProducer implements TransactionalTaskProducer {
  readonly #cluster: ReturnType<typeof connectCluster>
  readonly #producer: Producer

  constructor(properties: Config) {
    this.#cluster = connectCluster(properties, { clientId: properties['client.id'] ?? '' })
    this.#producer = createProducer(this.#cluster, properties)
  }

  send(record: ProducedRecord, callback: ProducedCallback): void | Promise<void> {
    this.#producer.send(record, callback)
    if (!this.#producer.hasSpace) return this.#producer.waitForSpace()
  }

  flush(): Promise<void> {
    return this.#producer.flush()
  }

  async close(options: { readonly timeoutMs: number }): Promise<void> {
    await this.#producer.close(options)
    await this.#cluster.close()
  }

  initTransactions(): Promise<void> {
    return this.#producer.initTransactions()
  }

  beginTransaction(): void {
    this.#producer.beginTransaction()
  }

  commitTransaction(): Promise<void> {
    return this.#producer.commitTransaction()
  }

  abortTransaction(): Promise<void> {
    return this.#producer.abortTransaction()
  }
}
