import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../../support/temp-dir.ts'
import {
  awaitTask,
  connectorState,
  readTopic,
  taskState,
  testBroker,
  testWorker,
  until,
} from './fixtures/test-worker.ts'

const lines = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `line ${from + i}\n`).join('')

test('lines go from a file through SMTs and a topic to a file, and a second worker resumes where the first one stopped', async () => {
  const broker = await testBroker()
  const dir = tempDir()
  const input = join(dir, 'in.txt')
  const output = join(dir, 'out.txt')
  writeFileSync(input, lines(2_000))
  const source = {
    'connector.class': 'FileStreamSource',
    file: input,
    topic: 'lines',
    transforms: 'route,hoist',
    'transforms.route.type': 'org.apache.kafka.connect.transforms.RegexRouter',
    'transforms.route.regex': '(.*)',
    'transforms.route.replacement': 'shop-$1',
    'transforms.hoist.type': 'org.apache.kafka.connect.transforms.HoistField$Value',
    'transforms.hoist.field': 'text',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter.schemas.enable': 'false',
  }
  const sink = { 'connector.class': 'test.LineSinkConnector', topics: 'shop-lines', file: output }
  const first = await testWorker(broker.bootstrapServers)
  await first.herder.putConnectorConfig('in', source)
  await first.herder.putConnectorConfig('out', sink)
  await first.awaitDone()
  await first.stop()
  const records = await readTopic(broker.bootstrapServers, 'shop-lines')
  expect(records).toHaveLength(2_000)
  expect(String(records[1_999]!.value)).toBe('{"text":"line 1999"}')

  appendFileSync(input, lines(500, 2_000))
  const second = await testWorker(broker.bootstrapServers)
  await second.herder.putConnectorConfig('in', source)
  await second.herder.putConnectorConfig('out', sink)
  await second.awaitDone()
  expect(second.progress().map(({ name, polled, delivered }) => ({ name, polled, delivered }))).toEqual([
    { name: 'in', polled: 500, delivered: 500 },
    { name: 'out', polled: 500, delivered: 500 },
  ])
  const written = readFileSync(output, 'utf8').trimEnd().split('\n')
  expect(written).toHaveLength(2_500)
  const offsets = await readTopic(broker.bootstrapServers, 'connect-offsets')
  expect(String(offsets.at(-1)!.key)).toBe(JSON.stringify(['in', { filename: input }]))
  expect(JSON.parse(String(offsets.at(-1)!.value))).toEqual({ position: Buffer.byteLength(lines(2_500)) })
})

test('pause, resume, stop and delete do what the REST API promises', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers)
  const { herder } = worker
  const config = { 'connector.class': 'test.CounterSourceConnector', topic: 'numbers', count: '10', 'tasks.max': '2' }
  const { created, info } = await herder.putConnectorConfig('count', config)
  expect(created).toBe(true)
  expect(info).toEqual({
    name: 'count',
    config: { ...config, name: 'count' },
    tasks: [
      { connector: 'count', task: 0 },
      { connector: 'count', task: 1 },
    ],
    type: 'source',
  })
  await awaitTask(worker, 'count', 'RUNNING')
  await herder.pauseConnector('count')
  expect(await connectorState(worker, 'count')).toEqual({ state: 'PAUSED', workerId: 'worker:8083', version: '1.0.0' })
  await awaitTask(worker, 'count', 'PAUSED', 1)
  await herder.resumeConnector('count')
  await awaitTask(worker, 'count', 'RUNNING', 1)
  await herder.stopConnector('count')
  expect(await herder.connectorStatus('count')).toMatchObject({ connector: { state: 'STOPPED' }, tasks: [] })
  expect(await herder.taskConfigs('count')).toEqual([])
  await herder.resumeConnector('count')
  await awaitTask(worker, 'count', 'RUNNING', 1)
  await herder.deleteConnectorConfig('count')
  expect(await herder.connectors()).toEqual([])
  await expect(herder.connectorStatus('count')).rejects.toMatchObject({ javaClass: /NotFoundException$/ })
})

test('offsets of sources and sinks are read, altered and reset through the API', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers)
  const { herder } = worker
  const file = join(tempDir(), 'out.txt')
  await herder.putConnectorConfig('count', {
    'connector.class': 'test.CounterSourceConnector',
    topic: 'numbers',
    count: '10',
  })
  await herder.putConnectorConfig('write', { 'connector.class': 'test.LineSinkConnector', topics: 'numbers', file })
  await worker.awaitDone()
  expect(await herder.connectorOffsets('count')).toEqual([{ partition: { task: '0' }, offset: { next: 10 } }])
  expect(await herder.connectorOffsets('write')).toEqual([
    { partition: { kafka_topic: 'numbers', kafka_partition: 0 }, offset: { kafka_offset: 10 } },
  ])
  await expect(herder.resetConnectorOffsets('count')).rejects.toMatchObject({ statusCode: 400 })
  await herder.stopConnector('count')
  await herder.stopConnector('write')
  await herder.alterConnectorOffsets('count', [{ partition: { task: '0' }, offset: { next: 7 } }])
  expect(await herder.resetConnectorOffsets('write')).toContain('have been reset')
  await herder.resumeConnector('count')
  await herder.resumeConnector('write')
  await until('the sink read everything again', () =>
    readFileSync(file, 'utf8').trimEnd().split('\n').length === 10 + 13 ? true : undefined,
  )
  expect(await taskState(worker, 'count')).toMatchObject({ state: 'RUNNING' })
})

test('topics that a connector used are known until they are reset', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers)
  const config = { 'connector.class': 'test.CounterSourceConnector', topic: 'numbers', count: '3' }
  await worker.herder.putConnectorConfig('count', config)
  await worker.awaitDone()
  expect(await worker.herder.connectorActiveTopics('count')).toEqual(['numbers'])
  await worker.herder.resetConnectorActiveTopics('count')
  expect(await worker.herder.connectorActiveTopics('count')).toEqual([])
})

test('a connector is refused with everything that is wrong with it, by its own word too, references resolved first', async () => {
  const broker = await testBroker()
  const dir = tempDir()
  const worker = await testWorker(broker.bootstrapServers, {
    'config.providers': 'file',
    'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
  })
  writeFileSync(join(dir, 'p.properties'), 'file=/forbidden\nmax=many\n')
  const config = {
    'connector.class': 'test.LineSinkConnector',
    topics: 'numbers',
    file: `\${file:${dir}/p.properties:file}`,
    'tasks.max': `\${file:${dir}/p.properties:max}`,
  }
  await expect(worker.herder.putConnectorConfig('write', config)).rejects.toMatchObject({
    statusCode: 400,
    message: [
      'Connector configuration is invalid and contains the following 3 error(s):',
      // What a provider gives is not told: it may be a secret.
      `Invalid value ${config['tasks.max']} for configuration tasks.max: Not a number of type INT`,
      'Invalid value null for configuration tasks.max: Value must be non-null',
      'This file is forbidden',
      'You can also find the above list of errors at the endpoint `/connector-plugins/{connectorType}/config/validate`',
    ].join('\n'),
  })
  expect(await worker.herder.connectors()).toEqual([])
})
