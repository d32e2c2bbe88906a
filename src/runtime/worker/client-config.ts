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
const CLIENT_PREFIXES = ['producer.', 'consumer.', 'admin.'] as const

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
      ...Object.fromEntries(
        Object.entries(worker).filter(([key]) => !CLIENT_PREFIXES.some((prefix) => key.startsWith(prefix))),
      ),
      'client.id': `connector-adminclient-${connectorName}`,
      ...withPrefix(worker, 'admin.'),
      ...withPrefix(connector, 'admin.override.'),
    }),
  }
}
