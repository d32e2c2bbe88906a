import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Broker } from '../../../src/broker/index.ts'
import { type ClientProperties, connectCluster, type KafkaCluster, kafkaErrorNameOf } from '../../../src/kafka/index.ts'
import {
  ApiVersions,
  CreateTopics,
  FindCoordinator,
  Heartbeat,
  ListGroups,
  ListOffsets,
  Metadata,
} from '../../../src/protocol/index.ts'
import { startEmbedded } from './producer/start-embedded.ts'

const listGroups = { statesFilter: [], typesFilter: [] }

describe('cluster', () => {
  let broker: Broker
  const clusters: KafkaCluster[] = []

  beforeAll(async () => {
    broker = await startEmbedded()
  })
  afterAll(async () => {
    await Promise.all(clusters.map((one) => one.close()))
    await broker.close()
  })

  function connect(properties: ClientProperties = {}): KafkaCluster {
    const cluster = connectCluster(
      {
        'bootstrap.servers': broker.bootstrapServers,
        'retry.backoff.ms': 5,
        'reconnect.backoff.ms': 5,
        'reconnect.backoff.max.ms': 20,
        'default.api.timeout.ms': 3000,
        ...properties,
      },
      { clientId: 'cluster-test' },
    )
    clusters.push(cluster)
    return cluster
  }
  const failureOf = async (call: Promise<unknown>) => {
    const error: unknown = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    return error as { code: string; message: string; details: Record<string, unknown> }
  }
  /** A port on which nothing listens. */
  async function deadPort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    await new Promise((resolve) => server.close(resolve))
    return port
  }
  const newTopic = async (cluster: KafkaCluster, name: string) => {
    const topics = [{ name, numPartitions: 2, replicationFactor: 1, assignments: [], configs: [] }]
    await cluster.request(CreateTopics, { topics, timeoutMs: 5000 }, 'controller')
    return name
  }

  it('reaches each kind of target', async () => {
    const cluster = connect()
    const topic = await newTopic(cluster, 'targets')
    const listed = await cluster.request(
      ListOffsets,
      {
        replicaId: -1,
        isolationLevel: 0,
        topics: [{ name: topic, partitions: [{ partitionIndex: 1, timestamp: -1n }] }],
      },
      { leaderOf: { topic, partition: 1 } },
    )
    expect(listed.topics[0]!.partitions[0]).toMatchObject({ errorCode: 0, offset: 0n })
    expect((await cluster.request(ListGroups, listGroups, 'any')).errorCode).toBe(0)
    const [node] = cluster.brokers
    expect((await cluster.request(ListGroups, listGroups, { node: node!.nodeId })).errorCode).toBe(0)
    const heartbeat = { groupId: 'none', generationId: 1, memberId: 'm' }
    expect((await cluster.request(Heartbeat, heartbeat, { group: 'none' })).errorCode).toBe(25)
  })

  it('passes over bootstrap servers that are down', async () => {
    const cluster = connect({ 'bootstrap.servers': `127.0.0.1:${await deadPort()},${broker.bootstrapServers}` })
    await cluster.metadata.refresh([])
    expect(cluster.brokers).toHaveLength(1)
  })

  it('names bootstrap servers, API and reason when nothing can be reached, within its time', async () => {
    const servers = `127.0.0.1:${await deadPort()}`
    const start = performance.now()
    const error = await failureOf(
      connect({ 'bootstrap.servers': servers, 'default.api.timeout.ms': 400 }).request(ListGroups, listGroups, 'any'),
    )
    expect(error).toMatchObject({ code: 'SLW5001', details: { api: 'ListGroups', bootstrapServers: servers } })
    expect(error.message).toMatch(/^ListGroups to any broker failed: .*ECONNREFUSED.*bootstrap\.servers/)
    expect(performance.now() - start).toBeLessThan(20_000)
  })

  it('gives up on a server that accepts and says nothing', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    onTestFinished(() => void silent.close())
    const { port } = silent.address() as { port: number }
    const cluster = connect({
      ...{ 'bootstrap.servers': `127.0.0.1:${port}`, 'socket.connection.setup.timeout.ms': 200 },
      'default.api.timeout.ms': 300,
    })
    const error = await failureOf(cluster.request(ListGroups, listGroups, 'any'))
    expect(error.message).toContain('no connection within 200 ms')
  })

  it('says what a server that does not speak Kafka sent', async () => {
    const http = createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
    await new Promise((resolve) => http.once('listening', resolve))
    onTestFinished(() => void http.close())
    const { port } = http.address() as { port: number }
    const cluster = connect({ 'bootstrap.servers': `127.0.0.1:${port}`, 'default.api.timeout.ms': 300 })
    expect((await failureOf(cluster.request(ListGroups, listGroups, 'any'))).code).toMatch(/SLW500[17]/)
  })

  it('repeats a request whose connection was cut, on a new connection', async () => {
    const cluster = connect()
    let cuts = 0
    onTestFinished(broker.intercept(ListGroups, () => (++cuts <= 3 ? { disconnect: 'after' } : undefined)))
    expect((await cluster.request(ListGroups, listGroups, 'any')).errorCode).toBe(0)
    expect(cuts).toBe(4)
  })

  it('makes one attempt alone when told so', async () => {
    const cluster = connect()
    let asked = 0
    onTestFinished(
      broker.intercept(ListGroups, () => {
        asked++
        return { disconnect: 'before' }
      }),
    )
    const error = await failureOf(cluster.request(ListGroups, listGroups, 'any', { retry: false }))
    expect({ asked, code: error.code }).toEqual({ asked: 1, code: 'SLW5001' })
  })

  it('looks a coordinator up again when it has moved, and once alone while it has not', async () => {
    const cluster = connect({ 'client.id': 'coordinators' })
    let lookups = 0
    let beats = 0
    onTestFinished(
      broker.intercept(FindCoordinator, ({ clientId }) => {
        if (clientId === 'coordinators') lookups++
        return undefined
      }),
    )
    onTestFinished(broker.intercept(Heartbeat, () => (++beats === 3 ? { error: 'NOT_COORDINATOR' } : undefined)))
    const heartbeat = { groupId: 'moving', generationId: 1, memberId: 'm' }
    for (let i = 0; i < 3; i++)
      expect((await cluster.request(Heartbeat, heartbeat, { group: 'moving' })).errorCode).toBe(25)
    expect({ lookups, beats }).toEqual({ lookups: 2, beats: 4 })
  })

  it('returns the last answer when the time for retries is over', async () => {
    const cluster = connect()
    onTestFinished(broker.intercept(Heartbeat, () => ({ error: 'COORDINATOR_LOAD_IN_PROGRESS' })))
    const heartbeat = { groupId: 'loading', generationId: 1, memberId: 'm' }
    const answer = await cluster.request(Heartbeat, heartbeat, { group: 'loading' }, { timeoutMs: 1_000 })
    expect(answer.errorCode).toBe(14)
  })

  it('does not let a slow request of one lane hold up another lane', async () => {
    const cluster = connect()
    onTestFinished(
      broker.intercept(ListGroups, ({ body }) => (body.statesFilter.length > 0 ? { delayMs: 2_000 } : undefined)),
    )
    const slow = cluster.request(ListGroups, { statesFilter: ['Stable'], typesFilter: [] }, 'controller', {
      lane: 'slow',
    })
    const fast = cluster.request(ListGroups, listGroups, 'controller')
    expect(await Promise.race([slow.then(() => 'slow'), fast.then(() => 'fast')])).toBe('fast')
    await slow
  })

  it('times out a request that is not answered, naming broker and API', async () => {
    const cluster = connect()
    onTestFinished(broker.intercept(ListGroups, () => ({ delayMs: 600 })))
    const error = await failureOf(
      cluster.request(ListGroups, listGroups, 'any', { retry: false, attemptTimeoutMs: 100 }),
    )
    expect(error.code).toBe('SLW5001')
    expect(error.message).toMatch(/^Broker 127\.0\.0\.1:\d+.* did not answer ListGroups within 100 ms\.$/)
  })

  it('uses the newest version that both sides speak, or the one it is told', async () => {
    const cluster = connect()
    const seen: number[] = []
    onTestFinished(
      broker.intercept(Metadata, ({ version }) => {
        seen.push(version)
        return undefined
      }),
    )
    await cluster.request(Metadata, { topics: [] }, 'any')
    await cluster.request(Metadata, { topics: [] }, 'any', { versionMax: 7 })
    await cluster.request(Metadata, { topics: [] }, 'any', { version: 9 })
    expect(seen.slice(-2)).toEqual([7, 9])
    expect(seen[0]).toBe(await cluster.versionOf(Metadata, 'any'))
    expect(seen[0]).toBeGreaterThanOrEqual(12)
  })

  it('says so when there is no common version', async () => {
    const error = await failureOf(
      connect().request(
        { ...ApiVersions, key: 999, name: 'NoSuchApi' },
        { clientSoftwareName: '', clientSoftwareVersion: '' },
        'any',
      ),
    )
    expect(kafkaErrorNameOf(error)).toBe('UNSUPPORTED_VERSION')
    expect(error.message).toContain('NoSuchApi')
  })

  it('closes connections that are idle for connections.max.idle.ms, and opens them again', async () => {
    const own = await startEmbedded()
    onTestFinished(() => own.close())
    const cluster = connect({ 'bootstrap.servers': own.bootstrapServers, 'connections.max.idle.ms': 150 })
    await cluster.request(ListGroups, listGroups, 'any')
    expect(own.stats().connections).toBe(1)
    await expect.poll(() => own.stats().connections, { timeout: 60_000 }).toBe(0)
    expect((await cluster.request(ListGroups, listGroups, 'any')).errorCode).toBe(0)
  })

  it('finds the broker again after a restart on the same port', async () => {
    const own = await startEmbedded()
    const cluster = connect({ 'bootstrap.servers': own.bootstrapServers })
    await cluster.metadata.refresh([])
    await own.close()
    const pending = cluster.request(ListGroups, listGroups, 'controller')
    const again = await startEmbedded({ port: own.port })
    onTestFinished(() => again.close())
    expect((await pending).errorCode).toBe(0)
  })

  it('says that a broker has no SASL when security.protocol asks for it', async () => {
    const cluster = connect({
      'security.protocol': 'SASL_PLAINTEXT',
      'sasl.mechanism': 'PLAIN',
      'sasl.jaas.config':
        'org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="secret";',
    })
    const start = performance.now()
    expect((await failureOf(cluster.request(ListGroups, listGroups, 'any'))).code).toBe('SLW5010')
    expect(performance.now() - start).toBeLessThan(20_000)
  })

  const brokerHasSasl = existsSync(new URL('../../../src/broker/handlers/17-sasl-handshake.ts', import.meta.url))
  it.skipIf(!brokerHasSasl).each([
    ['PLAIN', 'org.apache.kafka.common.security.plain.PlainLoginModule'],
    ['SCRAM-SHA-256', 'org.apache.kafka.common.security.scram.ScramLoginModule'],
    ['SCRAM-SHA-512', 'org.apache.kafka.common.security.scram.ScramLoginModule'],
  ])('logs in with %s, and reports a refused login at once', async (mechanism, module) => {
    const own = await startEmbedded({ sasl: { users: { alice: 'secret' } } })
    onTestFinished(() => own.close())
    const login = (password: string) =>
      connect({
        'bootstrap.servers': own.bootstrapServers,
        'security.protocol': 'SASL_PLAINTEXT',
        'sasl.mechanism': mechanism,
        'sasl.jaas.config': `${module} required username="alice" password="${password}";`,
      })
    expect((await login('secret').request(ListGroups, listGroups, 'any')).errorCode).toBe(0)
    const error = await failureOf(login('wrong').request(ListGroups, listGroups, 'any'))
    expect(error.code).toBe('SLW5010')
    expect(error.message).not.toContain('wrong"')
  })

  it('prints and warns nothing, whatever happens', async () => {
    const spies = [
      vi.spyOn(process, 'emitWarning'),
      vi.spyOn(process.stdout, 'write'),
      vi.spyOn(process.stderr, 'write'),
      vi.spyOn(console, 'error'),
      vi.spyOn(console, 'log'),
    ]
    onTestFinished(() => void vi.restoreAllMocks())
    const cluster = connect()
    let cuts = 0
    onTestFinished(broker.intercept(ListGroups, () => (++cuts <= 2 ? { disconnect: 'before' } : undefined)))
    for (let i = 0; i < 5; i++) await cluster.request(ListGroups, listGroups, 'any')
    await failureOf(
      connect({ 'bootstrap.servers': `127.0.0.1:${await deadPort()}`, 'default.api.timeout.ms': 100 }).metadata.topic(
        'x',
      ),
    )
    expect(spies.flatMap((spy) => spy.mock.calls)).toEqual([])
  })

  it('rejects what is in flight when it is closed', async () => {
    const cluster = connect()
    onTestFinished(broker.intercept(ListGroups, () => ({ delayMs: 1000 })))
    const pending = failureOf(cluster.request(ListGroups, listGroups, 'any'))
    await expect.poll(() => broker.stats().connections).toBeGreaterThan(0)
    await cluster.close()
    expect((await pending).message).toContain('closed')
    expect((await failureOf(cluster.request(ListGroups, listGroups, 'any'))).message).toBe(
      'The Kafka client is closed.',
    )
  })
})
