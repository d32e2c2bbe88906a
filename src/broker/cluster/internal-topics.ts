import type { BrokerContext } from '../broker-context.ts'

const internal = {
  group: { name: '__consumer_offsets', partitions: 'offsets.topic.num.partitions' },
  transaction: { name: '__transaction_state', partitions: 'transaction.state.log.num.partitions' },
} as const

/**
 * Makes the topic in which Kafka keeps what coordinators know, as soon as somebody looks for a coordinator. Clients expect
 * to see it. It stays empty: this broker keeps groups and transactions in files of their own.
 */
export function ensureInternalTopic({ cluster, config }: BrokerContext, kind: keyof typeof internal): void {
  const { name, partitions } = internal[kind]
  if (cluster.topic(name)) return
  const settings = new Map([
    ['cleanup.policy', 'compact'],
    ['compression.type', 'producer'],
    ['segment.bytes', '104857600'],
  ])
  cluster.createTopic(name, config.number(partitions), settings)
}
