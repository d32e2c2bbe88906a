import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { connectCluster, createConsumer, remoteMembership, systemClock } from '../../../../src/kafka/index.ts'

/**
 * A task thread: reads with a membership that lives on the other side of the port, blocks its event loop, reads on, commits.
 * Tells the parent what its listener was told.
 */
const { bootstrapServers, groupId, topic, port, blockMs } = workerData as {
  readonly bootstrapServers: string
  readonly groupId: string
  readonly topic: string
  readonly port: MessagePort
  readonly blockMs: number
}
const log: string[] = []
const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'worker' })
const channel = {
  postMessage: (message: unknown) => port.postMessage(message),
  onMessage: (listener: (message: unknown) => void) => void port.on('message', listener),
}
const consumer = createConsumer(
  cluster,
  { 'group.id': groupId, 'auto.offset.reset': 'earliest', 'enable.auto.commit': false, 'max.poll.records': 1 },
  { membership: () => remoteMembership(channel, groupId, systemClock) },
)
await consumer.subscribe(
  { topics: [topic] },
  {
    onAssigned: () => void log.push('assigned'),
    onRevoked: () => void log.push('revoked'),
    onLost: () => void log.push('lost'),
  },
)
const readOne = async () => {
  for (;;) for (const { value } of await consumer.poll(200)) return String(value)
}
log.push(await readOne())
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockMs)
log.push(await readOne())
await consumer.commit()
log.push('committed')
await consumer.close()
await cluster.close()
port.close()
parentPort?.postMessage(log)
