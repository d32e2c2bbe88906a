import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { openWorkerRest, type WorkerRest } from '../rest/index.ts'
import {
  type BundleStore,
  groupBundleStore,
  type Herder,
  initialLevels,
  type LogSink,
  MemoryBundleStore,
  nodeSystem,
  openPluginPath,
  RecentLogs,
  resolveWorkerConfig,
  startDistributedWorker,
  startStandaloneWorker,
} from '../runtime/index.ts'
import { builtinCatalogue, catalogueSource } from './catalogue.ts'
import { checkConverters } from './check-converters.ts'
import { type LocalToken, writeLocalToken } from './local-token.ts'
import { maskedSettings } from './masked-settings.ts'
import { mistypedSettings } from './mistyped-settings.ts'
import { reachWarning } from './reach-warning.ts'
import { registryOpener } from './registry-of-place.ts'
import { restContext } from './rest-context.ts'
import { listenerOf } from './rest-listener.ts'
import { PROVIDERS_LOGGER, warnTo } from './warn-to.ts'
import type { ConnectorFile, Settings } from './worker-config.ts'

const WORKER_LOGGER = 'org.apache.kafka.connect.runtime.WorkerConfig'
const REST_LOGGER = 'org.apache.kafka.connect.runtime.rest.RestServer'
const PLUGINS_LOGGER = 'org.apache.kafka.connect.runtime.isolation.Plugins'

export interface RunningWorker {
  readonly herder: Herder
  readonly restUrl: string
  stop(): Promise<void>
}

export interface StartWorkerOptions {
  readonly log: LogSink
}

/** A worker in a group with its REST API (`connect-distributed`). */
export async function startDistributed(given: Settings, options: StartWorkerOptions): Promise<RunningWorker> {
  const settings = await resolved(given, options)
  const surroundings = await open(settings, options, (deps) => groupBundleStore(settings, deps))
  const warning = reachWarning(surroundings.rest.advertised, settings)
  if (warning !== null) warnTo(options.log, REST_LOGGER)(warning)
  return serving(given, surroundings, ({ rest, deps }) =>
    startDistributedWorker(rest.advertised, settings, { ...deps, fetch: rest.fetch }),
  )
}

/** A worker alone with its REST API and the given connectors (`connect-standalone`). A connector that is refused ends the start. */
export async function startStandalone(
  given: Settings,
  connectors: readonly ConnectorFile[],
  options: StartWorkerOptions,
): Promise<RunningWorker> {
  const settings = await resolved(given, options)
  const surroundings = await open(settings, options, () => new MemoryBundleStore())
  return serving(given, surroundings, async ({ rest, deps }) => {
    const { host, port } = rest.advertised
    const worker = await startStandaloneWorker(`${host}:${port}`, settings, deps)
    try {
      for (const { name, config, initialState } of connectors) {
        await worker.herder.putConnectorConfig(name, config, initialState === undefined ? {} : { initialState })
      }
    } catch (error) {
      await worker.stop()
      throw error
    }
    return worker
  })
}

/** References in the worker's own settings are resolved here; the REST API shows them as they are written. */
const resolved = (settings: Settings, { log }: StartWorkerOptions): Promise<Record<string, string>> =>
  resolveWorkerConfig(settings, nodeSystem(warnTo(log, PROVIDERS_LOGGER)).system)

interface Surroundings {
  readonly rest: WorkerRest
  readonly token: LocalToken | null
  readonly bundles: BundleStore
  readonly logs: RecentLogs
  readonly deps: Awaited<ReturnType<typeof workerDeps>>
}

/** What is there before the worker: the port that it advertises, its token, its bundles. */
async function open(
  settings: Settings,
  options: StartWorkerOptions,
  openBundles: (deps: ReturnType<typeof nodeSystem>) => BundleStore,
): Promise<Surroundings> {
  let token: LocalToken | null = null
  const rest = await openWorkerRest(withListener(settings), {
    readText: (path) => readFileSync(path, 'utf8'),
    hostname: hostname(),
    localToken: () => token?.token,
  })
  try {
    token = await writeLocalToken(Number(new URL(rest.urls[0]!).port))
    const logs = new RecentLogs()
    const bundles = openBundles(nodeSystem(() => {}))
    const deps = await workerDeps(settings, { log: logs.sink(options.log) }, bundles)
    return { rest, token, bundles, logs, deps }
  } catch (error) {
    await rest.close()
    throw error
  }
}

/** Without `listeners` on loopback, unlike Kafka Connect, which is then open to the whole network. */
function withListener(settings: Settings): Settings {
  if ((settings['listeners'] ?? '').trim() !== '') return settings
  const { host, port } = listenerOf(settings)
  return { ...settings, listeners: `http://${host}:${port}` }
}

async function serving(
  settings: Settings,
  surroundings: Surroundings,
  start: (surroundings: Surroundings) => Promise<{ readonly herder: Herder; stop(): Promise<void> }>,
): Promise<RunningWorker> {
  const { rest, token, bundles, logs } = surroundings
  const close = async () => {
    await rest.close()
    await token?.remove()
    await bundles.close()
  }
  try {
    const worker = await start(surroundings)
    const { catalogue } = surroundings.deps
    rest.serve(restContext(worker.herder, maskedSettings(settings), { bundles, logs, catalogue }))
    return {
      herder: worker.herder,
      restUrl: rest.urls[0]!,
      async stop() {
        await rest.close()
        await worker.stop()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function workerDeps(settings: Settings, { log }: StartWorkerOptions, bundles: BundleStore) {
  const system = nodeSystem(warnTo(log, PROVIDERS_LOGGER))
  const levels = initialLevels(system.system.env, () => system.clock.now())
  const plugins = await openPluginPath(settings['plugin.path'], {
    ...{ catalogue: builtinCatalogue(), catalogueSource, levels, clock: system.clock },
    warn: warnTo(log, PLUGINS_LOGGER),
  })
  checkConverters(settings, plugins.catalogue)
  for (const warning of mistypedSettings(settings)) warnTo(log, WORKER_LOGGER)(warning)
  return {
    ...system,
    ...{ catalogue: plugins.catalogue, catalogueSource: plugins.catalogueSource, log, levels },
    registry: registryOpener(),
    bundle: async (hash: string) => plugins.code(hash) ?? bundles.code(hash),
  }
}
