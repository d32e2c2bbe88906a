import type { ClientProperties } from '../client-config/client-properties.ts'
import type { KafkaCluster } from '../cluster.ts'
import type { Consumer } from './consumer.ts'
import { consumerSettingsOf } from './consumer-settings.ts'
import { type ConsumerDeps, KafkaConsumer } from './kafka-consumer.ts'

/**
 * A consumer on a cluster that other clients may share, from Kafka's consumer properties.
 *
 * @throws ConfigException (Kafka's texts) for an invalid property
 */
export function createConsumer(cluster: KafkaCluster, properties: ClientProperties, deps: ConsumerDeps = {}): Consumer {
  return new KafkaConsumer(cluster, consumerSettingsOf(properties), deps)
}
