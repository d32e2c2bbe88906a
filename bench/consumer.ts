import { Consumer as PlatformaticConsumer } from '@platformatic/kafka'
import { Kafka, logLevel } from 'kafkajs'
import { connectCluster, createAdmin, createConsumer, createProducer } from '../src/kafka/index.ts'
import { benchBroker } from './broker.ts'
import { benchOptions, lessIsBetter, type Measurement, measure, moreIsBetter, report } from './harness.ts'

/**
 * Our consumer against kafkajs's `eachBatch` and @platformatic/kafka's stream, in one run against one broker: 100-byte records
 * without keys, one partition, group membership on, no commits. Each touches the value of each record. Each warms up first by
 * reading the topic once.
 */
const options = benchOptions({ records: 1_000_000 })
const recordBytes = 100
// kafkajs arms timers with negative delays, which Node reports once a process.
process.removeAllListeners('warning')

/** Measures from the first record to the last, so that joining the group does not count. */
class Meter {
  readonly result: Promise<Measurement>
  #left = options.records
  #begin: () => void = () => {}
  #end: () => void = () => {}

  constructor() {
    const end = new Promise<void>((resolve) => {
      this.#end = resolve
    })
    this.result = new Promise((resolve) => {
      this.#begin = () => resolve(measure(() => end))
    })
  }

  get isDone(): boolean {
    return this.#left === 0
  }

  add(bytes: number): void {
    if (bytes !== recordBytes) throw new Error(`A record of ${bytes} bytes`)
    if (this.#left === options.records) this.#begin()
    if (--this.#left === 0) this.#end()
  }
}

const broker = await benchBroker(options.bootstrap)
try {
  const topic = `bench-consumer-${process.pid}`
  const cluster = connectCluster({ 'bootstrap.servers': broker.bootstrap }, { clientId: 'bench' })
  await createAdmin(cluster).createTopics([{ name: topic, partitions: 1, replicationFactor: 1 }])
  await fill()
  const ours = await best((run) => readOurs(`${topic}-ours-${run}`))
  const kafkajs = await best((run) => readKafkajs(`${topic}-kafkajs-${run}`))
  const platformatic = await best((run) => readPlatformatic(`${topic}-platformatic-${run}`))
  await createAdmin(cluster).deleteTopics([topic])
  await cluster.close()
  await report('consumer', options, [
    moreIsBetter('consumer records/s vs kafkajs eachBatch', perSecond(ours), perSecond(kafkajs), 'records/s'),
    lessIsBetter('consumer CPU per million vs kafkajs eachBatch', perMillion(ours), perMillion(kafkajs), 'CPU-s'),
    moreIsBetter('consumer records/s vs @platformatic/kafka', perSecond(ours), perSecond(platformatic), 'records/s'),
    lessIsBetter('consumer CPU per million vs @platformatic', perMillion(ours), perMillion(platformatic), 'CPU-s'),
  ])

  async function fill(): Promise<void> {
    const producer = createProducer(cluster)
    await producer.partitionsFor(topic)
    const value = Buffer.alloc(recordBytes, 'x')
    for (let i = 0; i < options.records; i++) {
      if (!producer.hasSpace) await producer.waitForSpace()
      producer.send({ topic, key: null, value })
    }
    await producer.close()
  }

  async function readOurs(group: string): Promise<Measurement> {
    const consumer = createConsumer(cluster, {
      'group.id': group,
      'auto.offset.reset': 'earliest',
      'enable.auto.commit': false,
    })
    await consumer.subscribe({ topics: [topic] })
    const meter = new Meter()
    while (!meter.isDone) {
      for (const record of await consumer.poll(1000)) meter.add(record.value!.length)
    }
    const result = await meter.result
    await consumer.close()
    return result
  }

  async function readKafkajs(group: string): Promise<Measurement> {
    const kafka = new Kafka({ brokers: [broker.bootstrap], clientId: 'bench-kafkajs', logLevel: logLevel.NOTHING })
    const consumer = kafka.consumer({ groupId: group })
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    const meter = new Meter()
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) meter.add(message.value!.length)
      },
    })
    const result = await meter.result
    await consumer.disconnect()
    return result
  }

  async function readPlatformatic(group: string): Promise<Measurement> {
    const consumer = new PlatformaticConsumer({
      groupId: group,
      clientId: 'bench-platformatic',
      bootstrapBrokers: [broker.bootstrap],
      autocommit: false,
    })
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false, maxWaitTime: 500 })
    const meter = new Meter()
    for await (const message of stream) {
      meter.add((message.value as Buffer).length)
      if (meter.isDone) break
    }
    const result = await meter.result
    await consumer.close(true)
    return result
  }
} finally {
  await broker.stop()
}

/** The second of two runs: the first one warms up code and page cache. */
async function best(run: (number: number) => Promise<Measurement>): Promise<Measurement> {
  await run(1)
  return run(2)
}

function perSecond({ wallSeconds }: Measurement): number {
  return options.records / wallSeconds
}
function perMillion({ cpuSeconds }: Measurement): number {
  return (cpuSeconds / options.records) * 1e6
}
