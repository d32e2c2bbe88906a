import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConsumerRecord, connectCluster, createProducer } from '../../src/kafka/index.ts'
import { startRegistry } from '../../src/registry-server/index.ts'
import { readTopic } from '../src/runtime/fixtures/test-worker.ts'
import { type CommandResult, runPipeline } from '../support/run-pipeline.ts'
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts'

export interface RawRecord {
  readonly key?: Buffer | null
  readonly value: Buffer | null
}

/** Where a walkthrough happens: a Kafka cluster, a schema registry on it, a folder for files, workers as processes. */
export interface Place extends AsyncDisposable {
  readonly bootstrapServers: string
  readonly registryUrl: string
  readonly folder: string
  /** Writes a file into the folder and gives its path. */
  readonly write: (name: string, text: string) => string
  /** A worker that ends with the place at the latest. */
  readonly worker: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<WorkerProcess>
  /** One distributed worker with JSON converters that several walkthroughs share. */
  readonly shared: () => Promise<WorkerProcess>
  /** Sends records as they are. */
  produce(topic: string, records: readonly RawRecord[]): Promise<void>
  /** Everything in a topic, as bytes. */
  read(topic: string): Promise<readonly ConsumerRecord[]>
  /** The command, run in the folder. */
  readonly pipeline: (...args: readonly string[]) => Promise<CommandResult>
}

export async function openPlace(bootstrapServers: string): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'sluiceway-e2e-'))
  const home = join(folder, 'home')
  const registry = await startRegistry({ kafka: { 'bootstrap.servers': bootstrapServers } })
  const workers: WorkerProcess[] = []
  let shared: Promise<WorkerProcess> | undefined
  const place: Place = {
    bootstrapServers,
    registryUrl: registry.url,
    folder,
    write(name, text) {
      const path = join(folder, name)
      writeFileSync(path, text)
      return path
    },
    async worker(args, env = {}) {
      const started = await startWorkerProcess({ args, cwd: folder, env: { SLUICEWAY_HOME: home, ...env } })
      workers.push(started)
      return started
    },
    shared() {
      shared ??= place.worker([
        'distributed',
        place.write('shared.properties', properties(distributedSettings(place, 'connect-cluster'))),
      ])
      return shared
    },
    async produce(topic, records) {
      const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
      const producer = createProducer(cluster)
      const sent = records.map(
        ({ key = null, value }) =>
          new Promise<void>((resolve, reject) =>
            producer.send({ topic, key, value }, (error) => (error ? reject(error) : resolve())),
          ),
      )
      await producer.close()
      await cluster.close()
      await Promise.all(sent)
    },
    read: (topic) => readTopic(bootstrapServers, topic, true),
    pipeline: (...args) => runPipeline(args, { cwd: folder, env: { SLUICEWAY_HOME: home } }),
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.end('SIGKILL')))
      await registry.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
  return place
}

/** Settings as lines of a properties file. */
export const properties = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')

/** `connect-distributed.properties` as Apache Kafka ships it, with another group, one broker, and a free port. */
export const distributedSettings = ({ bootstrapServers }: Place, group: string): Record<string, string> => ({
  'bootstrap.servers': bootstrapServers,
  'group.id': group,
  'key.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'key.converter.schemas.enable': 'true',
  'value.converter.schemas.enable': 'true',
  'offset.storage.topic': `${group}-offsets`,
  'offset.storage.replication.factor': '1',
  'offset.storage.partitions': '1',
  'config.storage.topic': `${group}-configs`,
  'config.storage.replication.factor': '1',
  'status.storage.topic': `${group}-status`,
  'status.storage.replication.factor': '1',
  'status.storage.partitions': '1',
  'offset.flush.interval.ms': '500',
  'scheduled.rebalance.max.delay.ms': '1000',
  'heartbeat.interval.ms': '500',
  listeners: 'http://127.0.0.1:0',
})
