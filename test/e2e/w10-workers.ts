import { describe, expect, test, vi } from 'vitest'
import { connectCluster, createAdmin } from '../../src/kafka/index.ts'
import { awaitTasks, connectCall, statusOf } from './connect-call.ts'
import { distributedSettings, type Place, properties } from './place.ts'

/** What a container of Kafka Connect is started with. */
const environment = (bootstrapServers: string, group: string): Record<string, string> => ({
  CONNECT_BOOTSTRAP_SERVERS: bootstrapServers,
  CONNECT_GROUP_ID: group,
  CONNECT_REST_PORT: '0',
  CONNECT_REST_ADVERTISED_HOST_NAME: 'localhost',
  CONNECT_CONFIG_STORAGE_TOPIC: `${group}-configs`,
  CONNECT_OFFSET_STORAGE_TOPIC: `${group}-offsets`,
  CONNECT_STATUS_STORAGE_TOPIC: `${group}-status`,
  CONNECT_CONFIG_STORAGE_REPLICATION_FACTOR: '1',
  CONNECT_OFFSET_STORAGE_REPLICATION_FACTOR: '1',
  CONNECT_STATUS_STORAGE_REPLICATION_FACTOR: '1',
  CONNECT_OFFSET_STORAGE_PARTITIONS: '3',
  CONNECT_KEY_CONVERTER: 'org.apache.kafka.connect.json.JsonConverter',
  CONNECT_VALUE_CONVERTER: 'org.apache.kafka.connect.json.JsonConverter',
  CONNECT_KEY_CONVERTER_SCHEMAS_ENABLE: 'false',
  CONNECT_VALUE_CONVERTER_SCHEMAS_ENABLE: 'false',
  CONNECT_PLUGIN_PATH: '/usr/share/java',
  CONNECT_LOG4J_ROOT_LOGLEVEL: 'INFO',
  CONNECT_HEARTBEAT_INTERVAL_MS: '500',
})

/** W10: workers by properties file and by environment, several of them, and several groups on one Kafka. */
export function w10(place: () => Place): void {
  describe('W10 workers', () => {
    test('three workers of one group by environment, another group by file', { timeout: 300_000 }, async () => {
      const { worker, write, bootstrapServers } = place()
      const byEnvironment = environment(bootstrapServers, 'w10-env')
      const [one, ...others] = await Promise.all([
        worker(['distributed'], byEnvironment),
        worker(['distributed'], byEnvironment),
        worker(['distributed'], byEnvironment),
      ])
      const byFile = await worker([
        'distributed',
        write('connect-distributed.properties', properties(distributedSettings(place(), 'w10-file'))),
      ])
      const increments = {
        'connector.class': 'com.example.IncrementSourceConnector',
        ...{ 'tasks.max': '3', increments: '1,2,3', 'topic.prefix': 'w10_', 'poll.interval.ms': '50' },
      }
      const name = 'three'
      expect((await connectCall(one!.url, 'POST', '/connectors', { name, config: increments })).status).toBe(201)
      const { tasks } = await awaitTasks(others[1]!.url, name, 'RUNNING', 3)
      expect(new Set(tasks.map((task) => task.worker_id)).size).toBe(3)
      expect(tasks.every((task) => task.worker_id.startsWith('localhost:'))).toBe(true)
      expect((await connectCall(byFile.url, 'GET', '/connectors')).body).toEqual([])
      const other = { ...increments, 'tasks.max': '1', 'topic.prefix': 'w10f_' }
      expect((await connectCall(byFile.url, 'POST', '/connectors', { name, config: other })).status).toBe(201)
      await awaitTasks(byFile.url, name, 'RUNNING', 1)
      await awaitTasks(one!.url, name, 'RUNNING', 3)

      // CONNECT_VALUE_CONVERTER_SCHEMAS_ENABLE=false: no envelope here, one there.
      const fieldsOf = (topic: string) =>
        vi.waitFor(async () => Object.keys(JSON.parse((await place().read(topic))[0]!.value!.toString())), {
          timeout: 60_000,
        })
      expect(await fieldsOf('w10_3')).toContain('threadId')
      expect(await fieldsOf('w10f_3')).toEqual(['schema', 'payload'])
      await Promise.all([one!, ...others, byFile].map((each) => each.end('SIGTERM')))
    })

    test('internal topics are made as Connect makes them; one that is not compacted refuses the start', {
      timeout: 300_000,
    }, async () => {
      const { bootstrapServers, worker, write } = place()
      const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
      try {
        const admin = createAdmin(cluster)
        const topics = ['w10-env-configs', 'w10-env-offsets', 'w10-env-status']
        const described = await admin.describeTopics(topics)
        expect(topics.map((topic) => described.get(topic)?.topic?.partitions.length)).toEqual([1, 3, 5])
        await admin.createTopics([
          { name: 'w10-bad-configs', partitions: 1, replicationFactor: 1, configs: { 'cleanup.policy': 'delete' } },
        ])
        const settings = distributedSettings(place(), 'w10-bad')
        const start = worker(['distributed', write('w10-bad.properties', properties(settings))])
        await expect(start).rejects.toThrow(
          /Topic 'w10-bad-configs' supplied via the 'config\.storage\.topic' property is required to have 'cleanup\.policy=compact'/,
        )
      } finally {
        await cluster.close()
      }
    })

    test('connector files: properties, a flat JSON map, and {name, config, initial_state}', {
      timeout: 300_000,
    }, async () => {
      const { worker, write, folder, bootstrapServers } = place()
      const input = write('w10-in.txt', 'x\n')
      const config = { 'connector.class': 'FileStreamSource', file: input, topic: 'w10-lines' }
      const settings = write(
        'w10-standalone.yaml',
        `bootstrap.servers: ${bootstrapServers}
key.converter: org.apache.kafka.connect.storage.StringConverter
value.converter: org.apache.kafka.connect.storage.StringConverter
offset.storage.file.filename: ${folder}/w10.offsets
listeners: "http://127.0.0.1:0"
`,
      )
      const files = [
        write('a.properties', properties({ name: 'a', ...config })),
        write('b.json', JSON.stringify({ name: 'b', ...config })),
        write('c.json', JSON.stringify({ name: 'c', config, initial_state: 'PAUSED' })),
      ]
      const { url, end } = await worker(['standalone', settings, ...files])
      await awaitTasks(url, 'a', 'RUNNING')
      await awaitTasks(url, 'b', 'RUNNING')
      // One that is made paused has no tasks before it is resumed.
      expect(await statusOf(url, 'c')).toMatchObject({ connector: { state: 'PAUSED' }, tasks: [] })
      await end('SIGTERM')

      const wrong: readonly (readonly [text: string, message: RegExp])[] = [
        ['{"name": "d",', /SLW1002 .*d\.json/],
        ['["d"]', /d\.json must hold a map of settings/],
        [JSON.stringify(config), /d\.json has no name/],
        [JSON.stringify({ name: 'd', config, initial_state: 'RUN' }), /initial_state/],
        [
          JSON.stringify({ name: 'd', 'connector.class': 'Nope' }),
          /Failed to find any class that implements Connector/,
        ],
        [
          JSON.stringify({ name: 'd', 'connector.class': 'FileStreamSource' }),
          /Missing required configuration "topic"/,
        ],
      ]
      const results = await Promise.all(
        wrong.map(async ([text], i) => {
          const file = write(`${i}-d.json`, text)
          return place().pipeline('worker', 'standalone', settings, file)
        }),
      )
      for (const [i, { exitCode, stderr }] of results.entries()) {
        expect(stderr).toMatch(wrong[i]![1])
        expect([2, 3]).toContain(exitCode)
      }
      const empty = await place().pipeline(
        'worker',
        'distributed',
        write('empty.properties', 'listeners=http://127.0.0.1:0\n'),
      )
      expect(empty).toMatchObject({
        exitCode: 3,
        stderr: expect.stringContaining('Missing required configuration "group.id" which has no default value.'),
      })
    })
  })
}
