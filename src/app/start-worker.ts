import { type RestServer, startRestServer } from '../rest/index.ts'
import {
  type Herder,
  LoggerLevels,
  type LogSink,
  nodeSystem,
  startDistributedWorker,
  startStandaloneWorker,
} from '../runtime/index.ts'
import { builtinCatalogue, catalogueSource } from './catalogue.ts'
import { maskedSettings } from './masked-settings.ts'
import { registryOpener } from './registry-of-place.ts'
import { restContext } from './rest-context.ts'
import { advertisedOf, listenerOf } from './rest-listener.ts'
import type { ConnectorFile, Settings } from './worker-config.ts'

export interface RunningWorker {
  readonly herder: Herder
  readonly restUrl: string
  stop(): Promise<void>
}

export interface StartWorkerOptions {
  readonly log: LogSink
}

/** A worker in a group with its REST API (`connect-distributed`). */
export async function startDistributed(settings: Settings, options: StartWorkerOptions): Promise<RunningWorker> {
  const listener = listenerOf(settings)
  const advertised = advertisedOf(settings, listener)
  const worker = await startDistributedWorker(advertised, settings, workerDeps(options))
  return withRest(worker, settings, listener)
}

/** A worker alone with its REST API and the given connectors (`connect-standalone`). A connector that is refused ends the start. */
export async function startStandalone(
  settings: Settings,
  connectors: readonly ConnectorFile[],
  options: StartWorkerOptions,
): Promise<RunningWorker> {
  const listener = listenerOf(settings)
  const { host, port } = advertisedOf(settings, listener)
  const worker = await startStandaloneWorker(`${host}:${port}`, settings, workerDeps(options))
  const running = await withRest(worker, settings, listener)
  try {
    for (const { name, config, initialState } of connectors) {
      await worker.herder.putConnectorConfig(name, config, initialState === undefined ? {} : { initialState })
    }
  } catch (error) {
    await running.stop()
    throw error
  }
  return running
}

async function withRest(
  worker: { readonly herder: Herder; stop(): Promise<void> },
  settings: Settings,
  listener: { readonly host: string; readonly port: number },
): Promise<RunningWorker> {
  let rest: RestServer
  try {
    rest = await startRestServer(restContext(worker.herder, maskedSettings(settings)), listener)
  } catch (error) {
    await worker.stop()
    throw error
  }
  return {
    herder: worker.herder,
    restUrl: rest.url,
    async stop() {
      await rest.close()
      await worker.stop()
    },
  }
}

function workerDeps({ log }: StartWorkerOptions) {
  const system = nodeSystem(() => {})
  return {
    ...system,
    catalogue: builtinCatalogue(),
    catalogueSource,
    log,
    levels: new LoggerLevels('INFO', () => system.clock.now()),
    registry: registryOpener(),
    bundle: (hash: string): Promise<Uint8Array> => Promise.reject(new Error(`There is no bundle ${hash}`)),
  }
}
