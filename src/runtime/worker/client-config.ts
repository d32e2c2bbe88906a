import { clientKeys } from '../../kafka/index.ts'
import type { ConnectorTaskId } from '../herder/connector-state.ts'
import { withPrefix } from '../task/plugin-factory.ts'
import type { WorkerProps } from './worker-settings.ts'

type Props = Readonly<Record<string, string>>

/** What each client of a task is configured with: fixed values, the worker's prefix, the connector's override (S6.1 to S6.3, S6.7). */
export interface ClientConfigs {
  producer(id: ConnectorTaskId, connector: Props): Props
  exactlyOnceProducer(id: ConnectorTaskId, connector: Props, groupId: string): Props
  dlqProducer(id: ConnectorTaskId, connector: Props): Props
  consumer(id: ConnectorTaskId, connector: Props): Props
  admin(connectorName: string, connector: Props): Props
}

const FIXED_PRODUCER: Props = {
  'max.block.ms': '9223372036854775807',
  'enable.idempotence': 'false',
  acks: 'all',
  'max.in.flight.requests.per.connection': '1',
  'delivery.timeout.ms': '2147483647',
}
const FIXED_CONSUMER: Props = { 'enable.auto.commit': 'false', 'auto.offset.reset': 'earliest' }
/** Keys that mean the worker as a member of its group. */
const MEMBER_KEYS = ['group.id', 'client.id', 'session.timeout.ms', 'heartbeat.interval.ms']
const CLIENT_PREFIXES = ['producer.', 'consumer.', 'admin.'] as const

/**
 * What the worker's own clients are configured with, those of its internal topics: its settings without those of connectors' clients
 * (S6.3, `KafkaConfigBackingStore`).
 */
export const workerClientProps = (worker: WorkerProps): Props =>
  Object.fromEntries(
    Object.entries(worker).filter(([key]) => !CLIENT_PREFIXES.some((prefix) => key.startsWith(prefix))),
  )

/** Of the worker's own client of that kind what goes beyond its connection: it has no group, and ids of its own. */
export const internalClientProps = (worker: WorkerProps, kind: 'producer' | 'consumer'): Props =>
  Object.fromEntries(
    Object.entries(workerClientProps(worker)).filter(
      ([key]) => clientKeys[key]?.clients.includes(kind) && !MEMBER_KEYS.includes(key),
    ),
  )

export const sinkGroupId = (connectorName: string, connector: Props): string =>
  connector['consumer.override.group.id'] ?? `connect-${connectorName}`

export function clientConfigs(worker: WorkerProps): ClientConfigs {
  const bootstrap: Props = { 'bootstrap.servers': worker['bootstrap.servers'] ?? 'localhost:9092' }
  const producer = (id: ConnectorTaskId, connector: Props, clientId: string): Props => ({
    ...bootstrap,
    ...FIXED_PRODUCER,
    'client.id': `${clientId}-${id.connector}-${id.task}`,
    ...withPrefix(worker, 'producer.'),
    ...withPrefix(connector, 'producer.override.'),
  })
  return {
    producer: (id, connector) => producer(id, connector, 'connector-producer'),
    exactlyOnceProducer: (id, connector, groupId) => ({
      ...producer(id, connector, 'connector-producer'),
      'enable.idempotence': 'true',
      'transactional.id': `${groupId}-${id.connector}-${id.task}`,
    }),
    dlqProducer: (id, connector) => producer(id, connector, 'connector-dlq-producer'),
    consumer: (id, connector) => ({
      ...bootstrap,
      ...FIXED_CONSUMER,
      'group.id': `connect-${id.connector}`,
      'client.id': `connector-consumer-${id.connector}-${id.task}`,
      ...withPrefix(worker, 'consumer.'),
      ...withPrefix(connector, 'consumer.override.'),
    }),
    admin: (connectorName, connector) => ({
      ...workerClientProps(worker),
      'client.id': `connector-adminclient-${connectorName}`,
      ...withPrefix(worker, 'admin.'),
      ...withPrefix(connector, 'admin.override.'),
    }),
  }
}
