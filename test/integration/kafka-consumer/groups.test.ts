import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectCluster, createAdmin, createProducer } from '../../../src/kafka/index.ts'
import { groupsSuite } from '../../src/kafka/group/groups-suite.ts'
import { TestConsumer, until } from '../../src/kafka/group/test-consumer.ts'
import { available, servicesFolder, startRealKafka } from '../../support/services.ts'

const start = () => startRealKafka(['group.initial.rebalance.delay.ms=0', 'auto.create.topics.enable=false'])
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i))

describe.skipIf(!available('real-kafka'))('consumer groups on Apache Kafka', () => {
  groupsSuite(start)

  it('shares a group with a Java console consumer, each with its part', async () => {
    await using kafka = await start()
    const cluster = connectCluster({ 'bootstrap.servers': kafka.bootstrapServers }, { clientId: 'test' })
    const topic = 'mixed'
    await createAdmin(cluster).createTopics([{ name: topic, partitions: 4, replicationFactor: 1 }])
    const group = 'group-mixed'
    const java = spawn('bash', [
      join(servicesFolder, 'real-kafka'),
      'console-consumer',
      process.env['SLUICEWAY_KAFKA_DIR']!,
      ...[
        '--bootstrap-server',
        kafka.bootstrapServers,
        '--topic',
        topic,
        '--group',
        group,
        '--from-beginning',
        '--timeout-ms',
        '120000',
      ],
    ])
    let output = ''
    java.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    const lines = () => output.split('\n').slice(0, -1).filter(Boolean)
    const exited = new Promise((resolve) => java.once('exit', resolve))
    try {
      const ours = await new TestConsumer(cluster, { 'group.id': group }).start({
        topics: [topic],
      })
      const admin = createAdmin(cluster)
      let members = 0
      const deadline = Date.now() + 90_000
      while (Date.now() < deadline && !(members === 2 && ours.held.length === 2)) {
        const [described] = await admin.describeGroups([group])
        members = described!.members.filter((member) => member.assignment.length === 2).length
      }
      expect(ours.held.length).toBe(2)
      const producer = createProducer(cluster, {})
      for (const value of numbers(0, 40))
        await producer.sendAndWait({ topic, partition: Number(value) % 4, key: null, value: Buffer.from(value) })
      await producer.close()
      await until(
        () => ours.values.length + lines().length >= 40,
        () => `${ours.values.length} + ${lines().length}`,
      )
      expect(ours.values.length).toBe(20)
      expect([...ours.values, ...lines()].sort()).toEqual(numbers(0, 40).sort())
      await ours.close()
    } finally {
      java.kill('SIGTERM')
      await exited
      await cluster.close()
    }
  })
})
