import type { ClientProperties } from '../client-config/client-properties.ts'
import type { KafkaCluster } from '../cluster.ts'
import { Producer, type ProducerDeps } from './producer.ts'
import { producerSettingsOf } from './producer-settings-of.ts'

export { murmur2, partitionForKey } from './murmur2.ts'
export type { DoneCallback, ProduceRecord, RecordMetadata } from './produce-record.ts'
export { Producer } from './producer.ts'
export type { ProducerSettings } from './producer-settings.ts'
export type { GroupMetadata, TransactionOffset } from './transaction-calls.ts'

/**
 * A producer on a cluster that other clients may share, from Kafka's producer properties.
 * @throws ConfigException (Kafka's texts) for an invalid property.
 */
export function createProducer(
  cluster: KafkaCluster,
  properties: ClientProperties = {},
  deps: ProducerDeps = {},
): Producer {
  return new Producer(cluster, producerSettingsOf(properties), deps)
}
