import { expect, test } from 'vitest'
import { connectCluster, createAdmin } from '../../../src/kafka/index.ts'
import { CreateTopics } from '../../../src/protocol/index.ts'
import { awaitTask, readTopic, testBroker, testWorker, until } from './fixtures/test-worker.ts'

const source = (topic: string) => ({ 'connector.class': 'test.CounterSourceConnector', topic, count: '100' })

const creation = {
  'topic.creation.groups': 'default, wide',
  'topic.creation.default.replication.factor': '1',
  'topic.creation.default.partitions': '2',
  'topic.creation.wide.include': 'wide-.*',
  'topic.creation.wide.exclude': 'wide-not',
  'topic.creation.wide.partitions': '3',
  'topic.creation.wide.retention.ms': '123456',
}

async function described(bootstrapServers: string, topic: string) {
  const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
  try {
    const admin = createAdmin(cluster)
    const found = (await admin.describeTopics([topic])).get(topic)?.topic
    const [configs] = await admin.describeConfigs([{ type: 'topic', name: topic }], ['retention.ms'])
    return [found?.partitions.length, configs?.entries.get('retention.ms')?.value]
  } finally {
    await cluster.close()
  }
}

test('a new topic gets the settings of its group, any other those of the default group; one that is there stays as it is', async () => {
  const { bootstrapServers } = await testBroker()
  const worker = await testWorker(bootstrapServers)
  for (const topic of ['wide-a', 'wide-not', 'other'])
    await worker.herder.putConnectorConfig(topic, { ...source(topic), ...creation })
  await worker.awaitDone()
  const week = String(7 * 24 * 60 * 60 * 1000)
  expect(await described(bootstrapServers, 'wide-a')).toEqual([3, '123456'])
  expect(await described(bootstrapServers, 'wide-not')).toEqual([2, week])
  expect(await described(bootstrapServers, 'other')).toEqual([2, week])
  expect(await readTopic(bootstrapServers, 'wide-a')).toHaveLength(100)
  expect(
    worker.log.filter(({ message }) => message.startsWith("'default' topic creation group always exists")),
  ).toHaveLength(3)

  await worker.herder.putConnectorConfig('again', {
    ...source('other'),
    ...creation,
    'topic.creation.default.partitions': '9',
  })
  await worker.awaitDone()
  expect(await described(bootstrapServers, 'other')).toEqual([2, week])
})

test('without topic.creation.* settings, or where the worker does not allow them, the broker decides', async () => {
  const { bootstrapServers } = await testBroker()
  const allowing = await testWorker(bootstrapServers)
  await allowing.herder.putConnectorConfig('plain', source('plain'))
  await allowing.awaitDone()
  const refusing = await testWorker(bootstrapServers, { 'topic.creation.enable': 'false' })
  await refusing.herder.putConnectorConfig('refused', { ...source('wide-refused'), ...creation })
  await refusing.awaitDone()
  expect((await described(bootstrapServers, 'plain'))[0]).toBe(1)
  expect((await described(bootstrapServers, 'wide-refused'))[0]).toBe(1)
})

test('a topic that may not be created fails the task with a hint at what to do', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers)
  broker.intercept(CreateTopics, ({ body }) =>
    body.topics.some(({ name }) => name === 'wide-b') ? { error: 'TOPIC_AUTHORIZATION_FAILED' } : undefined,
  )
  await worker.herder.putConnectorConfig('count', { ...source('wide-b'), ...creation })
  const { trace } = await awaitTask(worker, 'count', 'FAILED')
  expect(trace).toContain(
    'Task failed to create new topic (name=wide-b, numPartitions=3, replicationFactor=1, replicasAssignments=null, configs={retention.ms=123456}). Ensure that the task is authorized to create topics or that the topic exists and restart the task',
  )
})

test('with topic.tracking.enable=false no topic is remembered', async () => {
  const { bootstrapServers } = await testBroker()
  const worker = await testWorker(bootstrapServers, { 'topic.tracking.enable': 'false' })
  await worker.herder.putConnectorConfig('count', source('untracked'))
  await worker.awaitDone()
  await until(
    'everything arrived',
    async () => (await readTopic(bootstrapServers, 'untracked')).length === 100 || undefined,
  )
  expect(await worker.herder.connectorActiveTopics('count')).toEqual([])
})

test.each([
  [
    'topic.creation.default.partitions',
    '0',
    /Invalid value 0 for configuration partitions: Number of partitions must be/,
  ],
  [
    'topic.creation.wide.include',
    '[',
    /Invalid value \[\[\] for configuration include: Syntax error in regular expression/,
  ],
])('a connector with %s=%s is FAILED, as in Connect', async (key, value, message) => {
  const { bootstrapServers } = await testBroker()
  const { herder } = await testWorker(bootstrapServers)
  await herder.putConnectorConfig('odd', { ...source('odd'), ...creation, [key]: value })
  const status = await until('it is failed', async () => {
    const { connector, tasks } = await herder.connectorStatus('odd')
    return connector.state === 'FAILED' ? { connector, tasks } : undefined
  })
  expect(status.tasks).toEqual([])
  expect(status.connector.trace).toMatch(message)
})
