import { expect, test } from 'vitest'
import { clientConfigs } from '../../../../src/runtime/worker/client-config.ts'
import { connectorTaskConfigs } from '../../../../src/runtime/worker/task-configs.ts'
import { converterSpec } from '../../../../src/runtime/worker/task-spec.ts'
import { newTopicOf } from '../../../../src/runtime/worker/topic-creation.ts'

const worker = {
  'bootstrap.servers': 'k:9092',
  'security.protocol': 'SSL',
  'producer.linger.ms': '1',
  'producer.acks': '1',
  'consumer.max.poll.records': '7',
  'admin.retries': '3',
}
const id = { connector: 'orders', task: 2 }

test('client properties: fixed values, then the worker prefix, then the override of the connector', () => {
  const clients = clientConfigs(worker)
  expect(clients.producer(id, { 'producer.override.linger.ms': '9' })).toEqual({
    'bootstrap.servers': 'k:9092',
    'client.id': 'connector-producer-orders-2',
    'max.block.ms': '9223372036854775807',
    'enable.idempotence': 'false',
    acks: '1',
    'max.in.flight.requests.per.connection': '1',
    'delivery.timeout.ms': '2147483647',
    'linger.ms': '9',
  })
  expect(clients.consumer(id, {})).toEqual({
    'bootstrap.servers': 'k:9092',
    'client.id': 'connector-consumer-orders-2',
    'group.id': 'connect-orders',
    'enable.auto.commit': 'false',
    'auto.offset.reset': 'earliest',
    'max.poll.records': '7',
  })
  expect(clients.admin('orders', { 'admin.override.retries': '5' })).toEqual({
    'bootstrap.servers': 'k:9092',
    'security.protocol': 'SSL',
    'client.id': 'connector-adminclient-orders',
    retries: '5',
  })
})

test('a converter of the connector takes only the settings of the connector', () => {
  const workerProps = { 'value.converter': 'Json', 'value.converter.schemas.enable': 'false' }
  expect(converterSpec('value.converter', {}, workerProps)).toEqual({
    className: 'Json',
    props: { 'schemas.enable': 'false' },
    isWorkers: true,
  })
  expect(converterSpec('value.converter', { 'value.converter': 'Json' }, workerProps)).toEqual({
    className: 'Json',
    props: {},
  })
})

test('the first group that matches, in the declared order, decides how a topic is created', () => {
  const connector = {
    'topic.creation.groups': 'default, logs, all',
    'topic.creation.default.replication.factor': '3',
    'topic.creation.default.partitions': '5',
    'topic.creation.logs.include': 'log-.*',
    'topic.creation.logs.exclude': 'log-audit',
    'topic.creation.logs.partitions': '1',
    'topic.creation.logs.retention.ms': '1000',
    'topic.creation.all.include': 'log-.*,x',
    'topic.creation.all.replication.factor': '-1',
  }
  expect(newTopicOf('log-1', connector)).toEqual({
    name: 'log-1',
    partitions: 1,
    replicationFactor: 3,
    configs: { 'retention.ms': '1000' },
  })
  expect(newTopicOf('log-audit', connector)).toEqual({
    name: 'log-audit',
    partitions: 5,
    replicationFactor: -1,
    configs: {},
  })
  expect(newTopicOf('other', connector)).toEqual({ name: 'other', partitions: 5, replicationFactor: 3, configs: {} })
})

test('task configurations carry class and topics; more of them than tasks.max are refused unless that is switched off', () => {
  const connector = { 'connector.class': 'FileSink', topics: 'a,b', 'tasks.max': '1' }
  const warnings: string[] = []
  const configs = (extra: Record<string, string>, count: number) =>
    connectorTaskConfigs(
      'c',
      'x.FileSinkConnector',
      { ...connector, ...extra },
      Array(count).fill({ k: 'v' }),
      (text) => warnings.push(text),
    )
  expect(configs({}, 1)).toEqual([{ k: 'v', 'task.class': 'x.FileSinkTask', topics: 'a,b' }])
  expect(() => configs({}, 2)).toThrow(/^The connector c has generated 2 tasks, which is greater than 1, /)
  expect(configs({ 'tasks.max.enforce': 'false' }, 2)).toHaveLength(2)
  expect(warnings).toHaveLength(1)
})
