import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { startBroker } from '../../../src/broker/index.ts'
import { ApiVersions, ErrorCode, Metadata, Produce } from '../../../src/protocol/index.ts'
import { batchOf } from './support/batches.ts'
import { FaultFileSystem } from './support/fault-file-system.ts'
import { MemoryNetwork } from './support/memory-network.ts'
import { SeededRandom } from './support/seeded-random.ts'
import { WireClient } from './support/wire-client.ts'
import { temporaryDirectory, until, withBroker } from './support/with-broker.ts'

const entry = new URL('../../../src/broker/index.ts', import.meta.url).pathname

function produceOne(client: WireClient, topic: string, value: string) {
  const records = batchOf([{ value, timestamp: Date.now() }])
  return client.send(Produce, 7, {
    transactionalId: null,
    acks: -1,
    timeoutMs: 1000,
    topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
  })
}

describe('startBroker', () => {
  it('refuses a data directory that another broker of this process uses', async () => {
    const directory = temporaryDirectory()
    const broker = await startBroker({ dataDir: directory.path })
    await expect(startBroker({ dataDir: directory.path })).rejects.toMatchObject({ code: 'SLW5003' })
    await broker.close()
    const next = await startBroker({ dataDir: directory.path })
    await next.close()
    directory.remove()
  })

  it('refuses a data directory that another process uses', async () => {
    const directory = temporaryDirectory()
    const broker = await startBroker({ dataDir: directory.path })
    const script = `import(${JSON.stringify(entry)}).then(({ startBroker }) =>
      startBroker({ dataDir: ${JSON.stringify(directory.path)} })).catch((error) => process.stdout.write(error.code))`
    const other = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 20_000 })
    expect(other.stdout).toBe('SLW5003')
    expect(other.stderr).toBe('')
    await broker.close()
    directory.remove()
  })

  it('names a port that is taken and leaves the directory free', async () => {
    const directory = temporaryDirectory()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    await expect(startBroker({ dataDir: directory.path, port })).rejects.toMatchObject({
      code: 'SLW5002',
      details: { port },
    })
    server.close()
    const broker = await startBroker({ dataDir: directory.path })
    await broker.close()
    directory.remove()
  })

  it('refuses files of a newer format', async () => {
    const directory = temporaryDirectory()
    await (await startBroker({ dataDir: directory.path })).close()
    const meta = join(directory.path, 'meta.json')
    writeFileSync(meta, JSON.stringify({ ...JSON.parse(readFileSync(meta, 'utf8')), format: 99 }))
    await expect(startBroker({ dataDir: directory.path })).rejects.toMatchObject({ code: 'SLW5005' })
    directory.remove()
  })

  it.skipIf(process.getuid?.() === 0)('refuses a directory that cannot be written', async () => {
    const directory = temporaryDirectory()
    chmodSync(directory.path, 0o500)
    await expect(startBroker({ dataDir: join(directory.path, 'data') })).rejects.toMatchObject({ code: 'SLW5004' })
    chmodSync(directory.path, 0o700)
    directory.remove()
  })

  it('refuses a path that is a file', async () => {
    const directory = temporaryDirectory()
    writeFileSync(join(directory.path, 'file'), '')
    await expect(startBroker({ dataDir: join(directory.path, 'file') })).rejects.toMatchObject({ code: 'SLW5004' })
    directory.remove()
  })

  it('refuses an unknown setting and suggests the nearest', async () => {
    const start = startBroker({ dataDir: '/nowhere', config: { 'num.partition': '1' } })
    await expect(start).rejects.toMatchObject({ code: 'SLW2001', hint: "Did you mean 'num.partitions'?" })
  })

  it('listens on loopback', async () => {
    await withBroker({}, async (broker) => {
      expect(broker.bootstrapServers).toBe(`127.0.0.1:${broker.port}`)
    })
  })

  it('answers KAFKA_STORAGE_ERROR while the disk is full and goes on when it is not', async () => {
    const fs = new FaultFileSystem(new SeededRandom(1))
    const net = new MemoryNetwork()
    const errors: unknown[] = []
    const logger = { debug() {}, warn() {}, error: (_message: string, error?: unknown) => void errors.push(error) }
    const broker = await startBroker({ dataDir: '/data', fs, net, logger })
    const client = new WireClient(net.connect())
    await client.send(Metadata, 4, { topics: [{ name: 't' }], allowAutoTopicCreation: true })
    const codeOf = async () => (await produceOne(client, 't', 'x')).responses[0]!.partitionResponses[0]!.errorCode
    expect(await codeOf()).toBe(0)
    fs.faults = { write: 1 }
    const codes = [await codeOf(), await codeOf()]
    expect(codes).toEqual([ErrorCode.KAFKA_STORAGE_ERROR, ErrorCode.KAFKA_STORAGE_ERROR])
    fs.faults = {}
    expect(await codeOf()).toBe(0)
    client.close()
    await broker.close()
    expect(errors.length).toBe(2)
  })

  it('keeps topics, records and offsets over a restart', async () => {
    const directory = temporaryDirectory()
    for (let round = 0; round < 3; round++) {
      const broker = await startBroker({ dataDir: directory.path })
      const kafka = new Kafka({ brokers: [broker.bootstrapServers], logLevel: logLevel.NOTHING })
      const admin = kafka.admin()
      await admin.connect()
      const producer = kafka.producer({ idempotent: true })
      await producer.connect()
      await producer.send({ topic: 'kept', messages: [{ value: String(round) }] })
      expect(await admin.fetchTopicOffsets('kept')).toMatchObject([{ partition: 0, low: '0', high: String(round + 1) }])
      await producer.disconnect()
      await admin.disconnect()
      await broker.close()
      expect(existsSync(join(directory.path, 'clean-shutdown'))).toBe(true)
    }
    directory.remove()
  })
})

describe('an interceptor', () => {
  it('fails, delays and lets pass', async () => {
    await withBroker({}, async (broker) => {
      const client = WireClient.to(broker)
      await client.send(Metadata, 4, { topics: [{ name: 't' }], allowAutoTopicCreation: true })
      let count = 0
      const remove = broker.intercept(Produce, () => (count++ === 0 ? { error: 'NOT_LEADER_OR_FOLLOWER' } : undefined))
      const first = await produceOne(client, 't', 'x')
      expect(first.responses[0]!.partitionResponses[0]!.errorCode).toBe(ErrorCode.NOT_LEADER_OR_FOLLOWER)
      const second = await produceOne(client, 't', 'x')
      expect(second.responses[0]!.partitionResponses[0]).toMatchObject({ errorCode: 0, baseOffset: 0n })
      remove()
      const removeDelay = broker.intercept(Metadata, () => ({ delayMs: 50 }))
      const start = performance.now()
      await client.send(Metadata, 4, { topics: null })
      expect(performance.now() - start).toBeGreaterThan(45)
      removeDelay()
      broker.intercept(Produce, () => ({ disconnect: 'after' }))
      await expect(produceOne(client, 't', 'lost answer')).rejects.toThrow('closed')
    })
  })
})

describe('ApiVersions', () => {
  it('answers an unknown version with version 0 and the versions it knows (KIP-511)', async () => {
    await withBroker({}, async (broker) => {
      const client = WireClient.to(broker)
      const frame = client.frame()
      client.stream.write(Buffer.from('0000001500120063000000070004746573740002610262' + '00', 'hex').fill(0x13, 3, 4))
      const answer = await frame
      expect(answer!.readInt32BE(0)).toBe(7)
      expect(answer!.readInt16BE(4)).toBe(ErrorCode.UNSUPPORTED_VERSION)
      expect(ApiVersions.key).toBe(18)
      client.close()
      await until(() => broker.stats().connections === 0, 'the connection to be forgotten')
    })
  })
})
