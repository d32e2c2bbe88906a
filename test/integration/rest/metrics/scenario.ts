import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectCluster, createAdmin, createProducer } from '../../../../src/kafka/index.ts'
import { until } from '../../distributed/fixtures/cluster.ts'
import { must, states } from '../../distributed/java-group.ts'
import { keyOf, type Reading } from './reading.ts'

export interface Measured {
  readonly url: string
  read(): Promise<Reading[]>
}

const tolerant = {
  'errors.tolerance': 'all',
  'errors.log.enable': 'true',
  'errors.retry.timeout': '5000',
  'errors.retry.delay.max.ms': '400',
}
const cast = {
  'transforms.cast.type': 'org.apache.kafka.connect.transforms.Cast$Value',
  'transforms.cast.spec': 'int32',
}

/** What both workers get to do: `name` keeps their topics and groups apart, connectors have the same names. */
function connectors(name: string, folder: string): Record<string, { initial_state?: string; config: object }> {
  const source = (topic: string, file: string, more: object = {}) => ({
    config: {
      ...{ 'connector.class': 'FileStreamSource', topic: `${name}-${topic}`, file: join(folder, file) },
      ...{ ...more },
    },
  })
  const sink = (connector: string, more: object) => ({
    config: {
      ...{
        'connector.class': 'FileStreamSink',
        topics: `${name}-given`,
        file: join(folder, `${name}-${connector}.txt`),
      },
      ...{ 'consumer.override.group.id': `${name}-${connector}`, ...more },
    },
  })
  return {
    lines: source('lines', 'lines.txt', {
      ...tolerant,
      transforms: 'flaky,cast',
      'transforms.flaky.type': 'test.FlakyValue',
      ...{ 'transforms.flaky.value': '20', 'transforms.flaky.times': '2' },
      ...cast,
    }),
    dropped: source('dropped', 'lines.txt', {
      transforms: 'drop',
      'transforms.drop.type': 'org.apache.kafka.connect.transforms.Filter',
      'transforms.drop.predicate': 'ours',
      predicates: 'ours',
      'predicates.ours.type': 'org.apache.kafka.connect.transforms.predicates.TopicNameMatches',
      'predicates.ours.pattern': '.*',
    }),
    tolerant: sink('tolerant', {
      ...tolerant,
      transforms: 'cast,drop',
      ...cast,
      'transforms.cast.predicate': 'tombstone',
      'transforms.cast.negate': 'true',
      'transforms.drop.type': 'org.apache.kafka.connect.transforms.Filter',
      'transforms.drop.predicate': 'tombstone',
      predicates: 'tombstone',
      'predicates.tombstone.type': 'org.apache.kafka.connect.transforms.predicates.RecordIsTombstone',
      'errors.deadletterqueue.topic.name': `${name}-dead`,
      'errors.deadletterqueue.topic.replication.factor': '1',
      'errors.deadletterqueue.context.headers.enable': 'true',
    }),
    failing: sink('failing', {}),
    two: sink('two', { 'tasks.max': '2', ...tolerant }),
    held: source('held', 'lines.txt'),
    still: { initial_state: 'STOPPED', ...source('still', 'lines.txt') },
  }
}

/** Of 500 lines three are no numbers. */
export const LINES = { all: 500, bad: 3 }
/** In a topic of two partitions: records that are fine, no JSON, no numbers, and without a value. */
export const GIVEN = { fine: 100, unreadable: 4, words: 3, tombstones: 5 }

async function prepare(bootstrapServers: string, name: string, folder: string): Promise<void> {
  const lines = Array.from({ length: LINES.all }, (_, i) => (i % 200 === 50 ? `x${i}` : String(i)))
  writeFileSync(join(folder, 'lines.txt'), `${lines.join('\n')}\n`)
  const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
  const topics = ['lines', 'dropped', 'given', 'held', 'still'].map((topic) => `${name}-${topic}`)
  await createAdmin(cluster).createTopics(topics.map((topic) => ({ name: topic, partitions: 2, replicationFactor: 1 })))
  const producer = createProducer(cluster)
  const inJson = (text: string) => JSON.stringify({ schema: null, payload: text })
  const values = [
    ...Array.from({ length: GIVEN.fine }, (_, i) => inJson(String(i))),
    ...Array.from({ length: GIVEN.unreadable }, () => '{"schema":'),
    ...Array.from({ length: GIVEN.words }, (_, i) => inJson(`word ${i}`)),
    ...Array.from({ length: GIVEN.tombstones }, () => null),
  ]
  await Promise.all(
    values.map((value, i) =>
      producer.sendAndWait({
        ...{ topic: `${name}-given`, partition: i % 2, key: null },
        value: value === null ? null : Buffer.from(value),
      }),
    ),
  )
  await producer.close()
  await cluster.close()
}

/** Lets a worker do its work and gives its metrics once nothing moves any more. */
export async function measure(
  bootstrapServers: string,
  name: string,
  folder: string,
  worker: Measured,
): Promise<Reading[]> {
  await prepare(bootstrapServers, name, folder)
  for (const [connector, { initial_state, config }] of Object.entries(connectors(name, folder)))
    await must(worker.url, 'POST', '/connectors', { name: connector, config, ...(initial_state && { initial_state }) })
  await until('the task to pause is there', async () => (await states(worker.url)).includes('held: RUNNING [RUNNING]'))
  await must(worker.url, 'PUT', '/connectors/held/pause')
  const expected = [
    'dropped: RUNNING [RUNNING]',
    'failing: RUNNING [FAILED]',
    'held: PAUSED [PAUSED]',
    'lines: RUNNING [RUNNING]',
    'still: STOPPED []',
    'tolerant: RUNNING [RUNNING]',
    'two: RUNNING [RUNNING,RUNNING]',
  ]
  await until('all are in their states', async () => {
    const now = await states(worker.url)
    if (now.join() === expected.join()) return true
    throw new Error(now.join(', '))
  })
  const given = GIVEN.fine + GIVEN.unreadable + GIVEN.words + GIVEN.tombstones
  const settled = {
    'source-task-metrics source-record-poll-total connector=lines|task=0': LINES.all,
    'source-task-metrics source-record-active-count connector=lines|task=0': 0,
    'source-task-metrics source-record-poll-total connector=dropped|task=0': LINES.all,
    'sink-task-metrics sink-record-read-total connector=tolerant|task=0': given,
    'sink-task-metrics sink-record-active-count connector=tolerant|task=0': 0,
    'sink-task-metrics sink-record-active-count connector=two|task=0': 0,
    'sink-task-metrics sink-record-active-count connector=two|task=1': 0,
  }
  return until('everything is read, written and committed', async () => {
    const now = await worker.read()
    const values = new Map(now.map((each) => [keyOf(each), each.value]))
    const open = Object.entries(settled).filter(([key, value]) => values.get(key) !== value)
    const ofTwo = (name: string) =>
      [0, 1].map((task) => Number(values.get(`sink-task-metrics ${name} connector=two|task=${task}`)))
    const [readByFirst, readBySecond] = ofTwo('sink-record-read-total')
    const isShared = ofTwo('partition-count').every((count) => count === 1)
    // Commits go on when there is nothing new, as long as the task has partitions.
    const commits = Number(values.get('sink-task-metrics offset-commit-completion-total connector=tolerant|task=0'))
    if (open.length > 0 || readByFirst! + readBySecond! !== given || !isShared || commits < 4)
      throw new Error(`${open.map(([key]) => `${key} is ${values.get(key)}`).join(', ')}; ${commits} commits`)
    return now
  })
}
