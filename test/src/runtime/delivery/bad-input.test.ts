import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connectCluster, createAdmin } from '../../../../src/kafka/index.ts'
import { CreateTopics } from '../../../../src/protocol/index.ts'
import { type LogEntry, startStandaloneWorker } from '../../../../src/runtime/index.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import {
  awaitTask,
  readTopic,
  taskState,
  testBroker,
  testDeps,
  until,
  workerDefaults,
} from '../fixtures/test-worker.ts'
import { catalogue, catalogueSource } from './fixtures/catalogue.ts'
import { readLedger } from './fixtures/ledger.ts'

type Props = Readonly<Record<string, string>>

async function worker(bootstrapServers: string, props: Props = {}, deps: Partial<ReturnType<typeof testDeps>> = {}) {
  const log: LogEntry[] = []
  const started = await startStandaloneWorker(
    'worker:8083',
    { 'bootstrap.servers': bootstrapServers, ...workerDefaults, 'offset.flush.interval.ms': '50', ...props },
    { ...testDeps(log), catalogue, catalogueSource, ...deps },
  )
  onTestFinished(() => started.stop())
  const put = (name: string, config: Props) =>
    started.herder.putConnectorConfig(name, { 'connector.class': 'test.HostileSourceConnector', ...config })
  return { ...started, log, put }
}

async function createTopic(bootstrapServers: string, name: string, configs: Props): Promise<void> {
  const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
  await createAdmin(cluster).createTopics([{ name, partitions: 1, configs }])
  await cluster.close()
}

const MB_10 = 10 * 1024 * 1024

test('a record of 10 MB: refused with the setting to change, skipped when that is wanted, carried when limits are raised', async () => {
  const { bootstrapServers } = await testBroker()
  const started = await worker(bootstrapServers)
  const { put } = started
  const large = { bytes: String(MB_10), topic: 'large' }
  await put('refused', large)
  expect((await awaitTask(started, 'refused', 'FAILED')).trace).toMatch(
    /The message is 10485\d{3} bytes when serialized which is larger than 1048576, which is the value of the max\.request\.size configuration\./,
  )
  await put('skipped', { ...large, 'errors.tolerance': 'all', 'errors.log.enable': 'true' })
  await until(
    'it is skipped',
    () =>
      started.log.some(({ message }) =>
        message.startsWith("Error encountered in task skipped-0. Executing stage 'KAFKA_PRODUCE'"),
      ) || undefined,
  )
  expect(await taskState(started, 'skipped')).toMatchObject({ state: 'RUNNING' })

  // The producer lets it pass, the topic does not.
  const raised = { ...large, 'producer.override.max.request.size': String(2 * MB_10) }
  await put('by-broker', { ...raised, topic: 'small' })
  expect((await awaitTask(started, 'by-broker', 'FAILED')).trace).toMatch(/MESSAGE_TOO_LARGE/)

  await createTopic(bootstrapServers, 'large', { 'max.message.bytes': String(2 * MB_10) })
  const file = join(tempDir(), 'out.txt')
  await put('carried', raised)
  await put('out', { 'connector.class': 'test.LineSinkConnector', topics: 'large', file }).catch(() => {})
  await put('ledger', { 'connector.class': 'test.LedgerSinkConnector', topics: 'large', file })
  await until('it is in the file', () => sizeOf(file) > MB_10 || undefined)
  expect(readFileSync(file, 'utf8')).toBe(`large 0 0 ${'x'.repeat(MB_10)}\n`)
})

function sizeOf(file: string): number {
  try {
    return readFileSync(file).length
  } catch {
    return 0
  }
}

test('source offsets that are no maps of primitives: the record arrives, the commit fails with the words of Connect', async () => {
  const { bootstrapServers } = await testBroker()
  const started = await worker(bootstrapServers)
  await started.put('nested', { offset: 'nested', topic: 'nested' })
  const entry = await until('the commit fails', () => started.log.find(({ message }) => message.startsWith('CRITICAL')))
  expect(entry.message).toBe(
    "CRITICAL: Failed to serialize offset data, making it impossible to commit offsets under namespace nested. This likely won't recover unless the unserializable partition or offset information is overwritten.",
  )
  expect(entry.trace).toContain('Offsets may only contain primitive types as values, but field deep contains MAP')
  expect(await readTopic(bootstrapServers, 'nested')).toHaveLength(1)
  expect(await taskState(started, 'nested')).toMatchObject({ state: 'RUNNING' })
  await started.herder.deleteConnectorConfig('nested')
})

test('a record that cannot be converted fails the task, and the trace names converter, topic and offset', async () => {
  const { bootstrapServers } = await testBroker()
  const started = await worker(bootstrapServers)
  await started.put('odd', {
    value: 'object',
    topic: 'odd',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  })
  const { trace } = await awaitTask(started, 'odd', 'FAILED')
  expect(trace).toMatch(/Tolerance exceeded in error handler/)
  expect(trace).toMatch(/stage=VALUE_CONVERTER, class=org\.apache\.kafka\.connect\.json\.JsonConverter/)
})

test('a full disk under the offsets file: records go on, the commit is tried again and made up for', async () => {
  const { bootstrapServers } = await testBroker()
  const path = join(tempDir(), 'offsets')
  let isFull = true
  let refused = 0
  const { files } = testDeps([])
  const full = () =>
    Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }))
  const started = await worker(
    bootstrapServers,
    { 'offset.storage.file.filename': path },
    {
      files: {
        read: (file) => files.read(file),
        replace(file, content) {
          if (!isFull) return files.replace(file, content)
          refused++
          return full()
        },
      },
    },
  )
  await started.put('lanes', { 'connector.class': 'test.LanesSourceConnector', topic: 'lanes', count: '100' })
  await until('all is delivered and two commits have failed', () => {
    const delivered = started.progress()[0]?.delivered
    return (delivered === 100 && refused > 1) || undefined
  })
  expect(
    started.log.some(({ message, trace }) => message === 'Failed to commit offsets' && trace?.includes('ENOSPC')),
  ).toBe(true)
  expect(await taskState(started, 'lanes')).toMatchObject({ state: 'RUNNING' })
  isFull = false
  await until('the offset is stored', () => sizeOf(path) > 0 || undefined)
  expect(readFileSync(path, 'utf8')).toContain('100')
})

test('a full disk under the file sink: the batch waits, and the task goes on', async () => {
  const { bootstrapServers } = await testBroker()
  const started = await worker(bootstrapServers)
  await started.put('lanes', { 'connector.class': 'test.LanesSourceConnector', topic: 'lanes', count: '100' })
  await started.put('out', { 'connector.class': 'FileStreamSink', topics: 'lanes', file: '/dev/full' })
  await until(
    'it is refused',
    () =>
      started.log.some(
        ({ message, trace }) => /RetriableException from SinkTask/.test(message) && trace?.includes('ENOSPC'),
      ) || undefined,
  )
  expect(await taskState(started, 'out')).toMatchObject({ state: 'RUNNING' })
})

test('a topic that cannot be looked for now is tried again: the task waits and nothing is lost', async () => {
  const broker = await testBroker()
  const { bootstrapServers } = broker
  // The call gives up sooner than the fault does.
  const started = await worker(bootstrapServers, {
    'admin.default.api.timeout.ms': '400',
    'admin.request.timeout.ms': '300',
  })
  let refused = 0
  const remove = broker.intercept(CreateTopics, ({ body }) => {
    if (!body.topics.some(({ name }) => name === 'made') || refused >= 12) return undefined
    refused++
    return { disconnect: 'before' }
  })
  const file = join(tempDir(), 'ledger.txt')
  await started.put('lanes', {
    ...{ 'connector.class': 'test.LanesSourceConnector', topic: 'made', count: '50' },
    'topic.creation.default.partitions': '2',
    'topic.creation.default.replication.factor': '1',
  })
  await started.put('ledger', { 'connector.class': 'test.LedgerSinkConnector', topics: 'made', file })
  await until('all has arrived', () => readLedger(file).length >= 50 || undefined)
  expect(await taskState(started, 'lanes')).toMatchObject({ state: 'RUNNING' })
  expect(started.log.some(({ message }) => message.startsWith('Failed to find or create a topic'))).toBe(true)
  remove()
})
