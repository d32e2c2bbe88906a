import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRegistry } from '../../src/registry-server/index.ts'
import { type CommandResult, runPipeline } from '../support/run-pipeline.ts'
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts'

/** Where a walkthrough happens: a Kafka cluster, a schema registry on it, a folder for files, workers as processes. */
export interface Place extends AsyncDisposable {
  readonly bootstrapServers: string
  readonly registryUrl: string
  readonly folder: string
  /** Writes a file into the folder and gives its path. */
  write(name: string, text: string): string
  /** A worker that ends with the place at the latest. */
  worker(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<WorkerProcess>
  /** The command, run in the folder. */
  pipeline(...args: readonly string[]): Promise<CommandResult>
}

export async function openPlace(bootstrapServers: string): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'sluiceway-e2e-'))
  const home = join(folder, 'home')
  const registry = await startRegistry({ kafka: { 'bootstrap.servers': bootstrapServers } })
  const workers: WorkerProcess[] = []
  return {
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
    pipeline: (...args) => runPipeline(args, { cwd: folder, env: { SLUICEWAY_HOME: home } }),
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.end('SIGKILL')))
      await registry.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
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
