import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  assignorsOf,
  ConsumerMembership,
  connectCluster,
  createAdmin,
  createConsumer,
  createProducer,
  type KafkaCluster,
  remoteMembership,
  serveMembership,
  systemClock,
} from '../../../../src/kafka/index.ts'
import type { TestBroker } from '../consumer/reading-suite.ts'
import { TestConsumer, until } from './test-consumer.ts'

const endOf = (port: MessagePort) => ({
  postMessage: (message: unknown) => port.postMessage(message),
  onMessage: (listener: (message: unknown) => void) => void port.on('message', listener),
})

/** Consumer groups against a broker, whichever it is. */
export function groupsSuite(start: () => Promise<TestBroker>, { sessionTimeoutMs = 6000 } = {}): void {
  let kafka: TestBroker
  let cluster: KafkaCluster
  const clusters: KafkaCluster[] = []
  const connect = (): KafkaCluster => {
    const properties = { 'bootstrap.servers': kafka.bootstrapServers, 'metadata.max.age.ms': 1000 }
    const one = connectCluster(properties, { clientId: 'test' })
    clusters.push(one)
    return one
  }

  beforeAll(async () => {
    kafka = await start()
    cluster = connect()
  })
  afterAll(async () => {
    await Promise.all(clusters.map((one) => one.close()))
    await kafka?.[Symbol.asyncDispose]()
  })

  const create = async (name: string, partitions: number) => {
    const outcomes = await createAdmin(cluster).createTopics([{ name, partitions, replicationFactor: 1 }])
    expect(outcomes.get(name)).toBeUndefined()
  }
  const produce = async (topic: string, partitions: number, values: readonly string[]) => {
    const producer = createProducer(cluster, {})
    await Promise.all(
      values.map((value, i) =>
        producer.sendAndWait({ topic, partition: i % partitions, key: null, value: Buffer.from(value) }),
      ),
    )
    await producer.close()
  }
  const partitionsOf = (members: readonly TestConsumer[]) => members.flatMap((member) => member.held).sort()
  const all = (topic: string, partitions: number) =>
    Array.from({ length: partitions }, (_, partition) => `${topic}-${partition}`).sort()
  const settled = (members: readonly TestConsumer[], topic: string, partitions: number) =>
    until(
      () =>
        partitionsOf(members).join() === all(topic, partitions).join() &&
        members.every((member) => member.held.length > 0),
      () => JSON.stringify(members.map((member) => [member.held, member.log, String(member.error)])),
    )
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i))

  it.each(['range', 'roundrobin', 'sticky', 'cooperative-sticky'])(
    'share partitions with %s, and take over from a member that died',
    async (strategy) => {
      const topic = `kill-${strategy}`
      await create(topic, 6)
      const properties = {
        'group.id': `group-${topic}`,
        'partition.assignment.strategy': strategy,
        'session.timeout.ms': sessionTimeoutMs,
        'heartbeat.interval.ms': sessionTimeoutMs / 5,
      }
      const doomedCluster = connect()
      const [one, two, doomed] = [cluster, cluster, doomedCluster].map((c) => new TestConsumer(c, properties))
      const members = [one!, two!, doomed!]
      for (const member of members) await member.start({ topics: [topic] })
      await settled(members, topic, 6)
      expect(members.map((member) => member.held.length)).toEqual([2, 2, 2])
      await produce(topic, 6, numbers(0, 60))
      await until(
        () => members.flatMap((member) => member.values).length >= 60,
        () => JSON.stringify(members.map((member) => member.values.length)),
      )
      await one!.consumer.commit()
      await two!.consumer.commit()

      await doomedCluster.close() // As with kill -9: no LeaveGroup, no more heartbeats.
      await doomed!.pausePolling().catch(() => undefined)
      const died = Date.now()
      await settled([one!, two!], topic, 6)
      expect(Date.now() - died).toBeLessThan(sessionTimeoutMs + 20_000)
      await until(
        () => new Set([...one!.values, ...two!.values]).size === 60,
        () => `${new Set([...one!.values, ...two!.values]).size} of 60`,
      )
      await one!.close()
      await two!.close()
    },
  )

  it('keeps what stays during a cooperative rebalance', async () => {
    const topic = 'cooperative'
    await create(topic, 4)
    const properties = { 'group.id': 'group-cooperative', 'partition.assignment.strategy': 'cooperative-sticky' }
    const one = await new TestConsumer(cluster, properties).start({ topics: [topic] })
    await settled([one], topic, 4)
    const two = await new TestConsumer(cluster, properties).start({ topics: [topic] })
    await settled([one, two], topic, 4)
    const revoked = one.log.filter((line) => line.startsWith('revoked'))
    expect(revoked).toHaveLength(1)
    expect(revoked[0]!.split(' ').slice(1)).toEqual(two.held)
    expect(one.log[0]).toBe(`assigned ${all(topic, 4).join(' ')}`)
    expect(two.log.filter((line) => line.startsWith('revoked'))).toEqual([])
    await one.close()
    await two.close()
  })

  it('lets a member commit in onRevoked, so that the next owner repeats nothing', async () => {
    const topic = 'handover'
    await create(topic, 2)
    await produce(topic, 2, numbers(0, 200))
    const properties = { 'group.id': 'group-handover', 'partition.assignment.strategy': 'range' }
    const one = new TestConsumer(cluster, properties)
    one.commitsOnRevoke = true
    await one.start({ topics: [topic] })
    await until(
      () => one.values.length === 200,
      () => String(one.values.length),
    )
    const two = await new TestConsumer(cluster, properties).start({ topics: [topic] })
    await settled([one, two], topic, 2)
    await produce(topic, 2, numbers(200, 300))
    await until(
      () => one.values.length + two.values.length >= 300,
      () => `${one.values.length} ${two.values.length}`,
    )
    expect([...one.values, ...two.values].sort()).toEqual(numbers(0, 300).sort())
    await one.close()
    await two.close()
  })

  it('gives a static member its partitions back without a rebalance', async () => {
    const topic = 'static'
    await create(topic, 4)
    const properties = (name: string) => ({
      'group.id': 'group-static',
      'group.instance.id': name,
      'session.timeout.ms': 10_000,
    })
    const one = await new TestConsumer(cluster, properties('one')).start({ topics: [topic] })
    const two = await new TestConsumer(cluster, properties('two')).start({ topics: [topic] })
    await settled([one, two], topic, 4)
    const before = two.held
    const rounds = one.log.length
    await two.close()
    const again = await new TestConsumer(cluster, properties('two')).start({ topics: [topic] })
    await until(
      () => again.held.join() === before.join(),
      () => JSON.stringify([again.held, again.log]),
    )
    expect(one.log.length).toBe(rounds)

    const twin = await new TestConsumer(connect(), properties('two')).start({ topics: [topic] })
    await until(
      () => again.error !== undefined,
      () => JSON.stringify(again.log),
    )
    expect(String(again.error)).toContain('FENCED_INSTANCE_ID')
    await twin.close()
    await one.close()
  })

  it('finds new topics that match a pattern', async () => {
    await create('pattern-a', 1)
    const one = await new TestConsumer(cluster, { 'group.id': 'group-pattern' }).start({ pattern: /^pattern-/ })
    await settled([one], 'pattern-a', 1)
    await create('pattern-b', 2)
    await until(
      () => one.held.join() === 'pattern-a-0,pattern-b-0,pattern-b-1',
      () => JSON.stringify([one.held, one.log]),
    )
    await one.close()
  })

  it('leaves the group when nobody polls for max.poll.interval.ms, and comes back with the next poll', async () => {
    const topic = 'lazy'
    await create(topic, 2)
    const properties = { 'group.id': 'group-lazy', 'max.poll.interval.ms': 2000, 'session.timeout.ms': 6000 }
    const lazy = await new TestConsumer(cluster, properties).start({ topics: [topic] })
    await settled([lazy], topic, 2)
    await lazy.pausePolling()
    const other = await new TestConsumer(cluster, properties).start({ topics: [topic] })
    await settled([other], topic, 2)
    await until(
      () => lazy.log.length > 0,
      () => 'nothing',
    )
    const polls = (async () => {
      while (lazy.consumer.assignment().length !== 1 || !lazy.log.some((line) => line.startsWith('lost')))
        await lazy.consumer.poll(50).catch(() => undefined)
    })()
    await polls
    expect(other.held.length).toBe(1)
    await lazy.consumer.close()
    await other.close()
  })

  it('works when the membership lives behind a message port', async () => {
    const topic = 'remote'
    await create(topic, 2)
    await produce(topic, 2, numbers(0, 10))
    const { port1, port2 } = new MessageChannel()
    const consumer = createConsumer(
      connect(),
      { 'group.id': 'group-remote', 'auto.offset.reset': 'earliest', 'enable.auto.commit': false },
      {
        membership(subscription, settings) {
          const membership = new ConsumerMembership(
            cluster,
            {
              ...settings,
              groupId: 'group-remote',
              assignors: assignorsOf(['range']),
              retryBackoffMs: 100,
              retryBackoffMaxMs: 1000,
              metadataMaxAgeMs: 1000,
              requireStable: false,
            },
            subscription,
          )
          serveMembership(endOf(port1), membership)
          return remoteMembership(endOf(port2), 'group-remote', systemClock)
        },
      },
    )
    await consumer.subscribe({ topics: [topic] })
    let count = 0
    const deadline = Date.now() + 60_000
    while (count < 10 && Date.now() < deadline) count += (await consumer.poll(200)).count
    expect(count).toBe(10)
    await consumer.commit()
    const committed = await consumer.committed([{ topic, partition: 0 }])
    expect(committed[0]!.offset).toBe(5)
    await consumer.close()
    port1.close()
  })
}
