import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import {
  assignorsOf,
  ConsumerMembership,
  connectCluster,
  createAdmin,
  createProducer,
  serveMembership,
} from '../../../../src/kafka/index.ts'
import { startEmbedded } from '../embedded-broker.ts'

const endOf = (port: MessagePort) => ({
  postMessage: (message: unknown) => port.postMessage(message),
  onMessage: (listener: (message: unknown) => void) => void port.on('message', listener),
})

it('keeps its place in the group while the thread that reads is blocked for longer than the session timeout', async () => {
  await using broker = await startEmbedded({ 'group.min.session.timeout.ms': '100' })
  const { bootstrapServers } = broker
  const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'control' })
  const [topic, groupId] = ['blocked', 'blocked-group']
  await createAdmin(cluster).createTopics([{ name: topic, partitions: 1, replicationFactor: 1 }])
  const producer = createProducer(cluster, {})
  for (const value of ['one', 'two'])
    await producer.sendAndWait({ topic, partition: 0, key: null, value: Buffer.from(value) })
  await producer.close()

  const { port1, port2 } = new MessageChannel()
  const membership = new ConsumerMembership(
    cluster,
    {
      groupId,
      groupInstanceId: null,
      sessionTimeoutMs: 500,
      heartbeatIntervalMs: 100,
      rebalanceTimeoutMs: 30_000,
      retryBackoffMs: 100,
      retryBackoffMaxMs: 1000,
      assignors: assignorsOf(['range']),
      rackId: null,
      metadataMaxAgeMs: 60_000,
      excludeInternal: true,
      allowAutoCreate: false,
      requireStable: false,
    },
    { topics: [topic] },
  )
  serveMembership(endOf(port1), membership)
  const worker = new Worker(new URL('./blocking-worker.ts', import.meta.url), {
    workerData: { bootstrapServers, groupId, topic, port: port2, blockMs: 1500 },
    transferList: [port2],
  })
  const log = await new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  expect(log).toEqual(['assigned', 'one', 'two', 'committed', 'revoked'])
  expect(await createAdmin(cluster).listConsumerGroupOffsets(groupId)).toMatchObject([{ topic, offset: 2 }])
  await worker.terminate()
  port1.close()
  await cluster.close()
})
