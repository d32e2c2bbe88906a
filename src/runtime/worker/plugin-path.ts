import type { Clock } from '../../kafka/clock.ts'
import type { Catalogue, CatalogueEntry } from '../../plugins/index.ts'
import {
  type BundledModule,
  bundleModules,
  describedEntry,
  type PluginDescription,
} from '../../plugins/plugin-path/index.ts'
import type { CatalogueSource, ControlApi } from '../host/host-api.ts'
import { hostEntryPath } from '../host/host-entry-path.ts'
import { TaskHost } from '../host/task-host.ts'
import type { LoggerLevels } from '../logging/logger-levels.ts'
import { listOf } from '../task/plugin-factory.ts'
import { within } from './within.ts'

const LOAD_MS = 30_000

export interface PluginPathDeps {
  readonly catalogue: Catalogue
  readonly catalogueSource: CatalogueSource
  readonly levels: LoggerLevels
  readonly clock: Clock
  /** What could not be read, compiled or loaded, and versions that are there twice. */
  readonly warn: (message: string) => void
}

/** The plugins of a worker: those that come with this package, and those on its `plugin.path`. */
export interface InstalledCatalogue {
  readonly catalogue: Catalogue
  readonly catalogueSource: CatalogueSource
  /** Code of a module on the path; undefined for another hash. */
  readonly code: (hash: string) => Uint8Array | undefined
}

/**
 * Adds the plugins on `plugin.path` (a list of folders, packages and files) to a catalogue. Their modules are loaded in a task host, never here,
 * to learn what is in them. A path that is not there or a module that fails is a warning, as in Connect.
 */
export async function openPluginPath(path: string | undefined, deps: PluginPathDeps): Promise<InstalledCatalogue> {
  const { catalogue, catalogueSource, warn } = deps
  const elements = listOf(path)
  if (elements.length === 0) return { catalogue, catalogueSource, code: () => undefined }
  const { modules, problems } = await bundleModules(elements)
  for (const { path: where, message } of problems) warn(`Nothing of ${where} on plugin.path can be used: ${message}`)
  const codes = new Map(modules.map(({ hash, code }) => [hash, Buffer.from(code, 'utf8')]))
  const code = (hash: string) => codes.get(hash)
  const described = await describe(modules, deps, code)
  const entries = described.map((each) => describedEntry(each, null))
  const whole = catalogue.with(entries)
  for (const entry of entries) warnIfTwice(whole, entry, warn)
  return { catalogue: whole, catalogueSource: { ...catalogueSource, added: described }, code }
}

async function describe(
  modules: readonly BundledModule[],
  deps: PluginPathDeps,
  code: InstalledCatalogue['code'],
): Promise<PluginDescription[]> {
  const described: PluginDescription[] = []
  let host = openHost(deps, code)
  for (const { path, hash, version } of modules)
    try {
      const call = host.remote.describeModule({ hash, version })
      const found = await within(deps.clock, LOAD_MS, call, `it took more than ${LOAD_MS} ms`)
      if (found.length === 0) deps.warn(`${path} on plugin.path has no plugin: none of its exports is one`)
      described.push(...found)
    } catch (error) {
      deps.warn(`${path} on plugin.path cannot be loaded: ${error instanceof Error ? error.message : String(error)}`)
      // It may be stuck, or gone.
      await host.close()
      host = openHost(deps, code)
    }
  await host.close()
  return described
}

function warnIfTwice(catalogue: Catalogue, entry: CatalogueEntry, warn: PluginPathDeps['warn']): void {
  for (const name of entry.classes) {
    const versions = catalogue.resolve(entry.kind, name)?.versions
    if (versions?.includes(entry) === false)
      warn(`Version ${entry.version} of ${name} is installed twice: the first one on plugin.path is used`)
  }
}

function openHost(deps: PluginPathDeps, code: InstalledCatalogue['code']): TaskHost {
  const control: Pick<ControlApi, 'bundle' | 'log'> = {
    bundle: async (hash) => code(hash)!,
    log: ({ message }) => deps.warn(message),
  }
  return new TaskHost({
    name: 'plugins',
    entry: hostEntryPath(),
    catalogue: deps.catalogueSource,
    levels: deps.levels,
    control: control as ControlApi,
    heapMb: 0,
    onExit: () => {},
  })
}
