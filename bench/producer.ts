import { Kafka, logLevel, type Message, Partitioners } from 'kafkajs'
import { connectCluster, createProducer } from '../src/kafka/index.ts'
import { CreateTopics } from '../src/protocol/index.ts'
import { benchBroker } from './broker.ts'
import { benchOptions, lessIsBetter, type Measurement, measure, moreIsBetter, report } from './harness.ts'

/**
 * Our producer against kafkajs's own, in one run against one broker: 100-byte records without keys, one partition,
 * acks=all, no compression. Ours gets one `send` with a callback per record, kafkajs arrays of 5,000 messages, which it
 * needs to be fast. Each warms up first, ours with idempotence (its default), kafkajs without (its default).
 */
const options = benchOptions({ records: 1_000_000 })
const recordBytes = 100
const arrayLength = 5_000
// kafkajs arms timers with negative delays, which Node reports once a process.
process.removeAllListeners('warning')

const broker = await benchBroker(options.bootstrap)
try {
  const topic = `bench-producer-${process.pid}`
  const cluster = connectCluster({ 'bootstrap.servers': broker.bootstrap }, { clientId: 'bench' })
  await cluster.request(
    CreateTopics,
    {
      topics: [{ name: topic, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
      timeoutMs: 10_000,
    },
    'controller',
  )
  const ours = await measureOurs(topic)
  const theirs = await measureKafkajs(topic)
  await cluster.close()
  await report('producer', options, [
    moreIsBetter('producer records/s', perSecond(ours), perSecond(theirs), 'records/s'),
    lessIsBetter('producer CPU per million records', perMillion(ours), perMillion(theirs), 'CPU-s'),
  ])

  async function measureOurs(to: string): Promise<Measurement> {
    const producer = createProducer(cluster)
    const value = Buffer.alloc(recordBytes, 'x')
    let acked = 0
    let failure: Error | null = null
    const done = (error: Error | null) => {
      if (error === null) acked++
      else failure = error
    }
    const send = async (count: number) => {
      for (let i = 0; i < count; i++) {
        if (!producer.hasSpace) await producer.waitForSpace()
        producer.send({ topic: to, key: null, value }, done)
      }
      await producer.flush()
    }
    await send(warmUp())
    const result = await measure(() => send(options.records))
    await producer.close()
    if (failure !== null || acked !== warmUp() + options.records)
      throw new Error(`Only ${acked} records were acknowledged`, { cause: failure })
    return result
  }
} finally {
  await broker.stop()
}

async function measureKafkajs(topic: string): Promise<Measurement> {
  const kafka = new Kafka({ brokers: [broker.bootstrap], clientId: 'bench-kafkajs', logLevel: logLevel.NOTHING })
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  const value = Buffer.alloc(recordBytes, 'x')
  const send = async (count: number) => {
    for (let sent = 0; sent < count; sent += arrayLength) {
      const length = Math.min(arrayLength, count - sent)
      const messages: Message[] = Array.from({ length }, () => ({ key: null, value }))
      await producer.send({ topic, messages, acks: -1 })
    }
  }
  await send(warmUp())
  const result = await measure(() => send(options.records))
  await producer.disconnect()
  return result
}

function warmUp(): number {
  return Math.min(200_000, options.records)
}
function perSecond({ wallSeconds }: Measurement): number {
  return options.records / wallSeconds
}
function perMillion({ cpuSeconds }: Measurement): number {
  return (cpuSeconds / options.records) * 1e6
}
