import { builtinCatalogue, catalogueSource } from '../../../../src/app/catalogue.ts'
import { restContext } from '../../../../src/app/rest-context.ts'
import { openWorkerRest, type WorkerRest } from '../../../../src/rest/index.ts'
import {
  type DistributedWorkerDeps,
  type Herder,
  type LogEntry,
  LoggerLevels,
  nodeSystem,
  RecentLogs,
  startDistributedWorker,
} from '../../../../src/runtime/index.ts'

export interface OurWorker extends AsyncDisposable {
  readonly base: string
  readonly log: LogEntry[]
  readonly rest: WorkerRest
  readonly herder: Herder
}

/** A distributed worker with its REST API, on any Kafka. */
export async function startOurWorker(
  bootstrapServers: string,
  props: Readonly<Record<string, string>> = {},
  readText: (path: string) => string = () => '',
  plugins: Pick<DistributedWorkerDeps, 'catalogue' | 'catalogueSource'> = {
    catalogue: builtinCatalogue(),
    catalogueSource,
  },
): Promise<OurWorker> {
  const all = {
    'bootstrap.servers': bootstrapServers,
    'group.id': 'ours',
    'config.storage.topic': 'ours-config',
    'offset.storage.topic': 'ours-offset',
    'status.storage.topic': 'ours-status',
    'config.storage.replication.factor': '1',
    'offset.storage.replication.factor': '1',
    'status.storage.replication.factor': '1',
    'offset.storage.partitions': '1',
    'status.storage.partitions': '1',
    'key.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'offset.flush.interval.ms': '500',
    'heartbeat.interval.ms': '500',
    listeners: 'http://127.0.0.1:0',
    ...props,
  }
  const log: LogEntry[] = []
  const logs = new RecentLogs()
  const rest = await openWorkerRest(all, { readText, hostname: 'localhost' })
  try {
    const worker = await startDistributedWorker(rest.advertised, all, {
      ...plugins,
      levels: new LoggerLevels('INFO', Date.now),
      log: logs.sink((entry) => log.push(entry)),
      ...nodeSystem(() => {}),
      bundle: () => Promise.reject(new Error('no bundles here')),
      fetch: rest.fetch,
    })
    rest.serve(restContext(worker.herder, all, { catalogue: plugins.catalogue, logs }))
    return {
      base: rest.urls[0]!,
      ...{ log, rest, herder: worker.herder },
      async [Symbol.asyncDispose]() {
        await rest.close()
        await worker.stop()
      },
    }
  } catch (error) {
    await rest.close()
    throw error
  }
}
