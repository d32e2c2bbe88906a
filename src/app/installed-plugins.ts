import type { Catalogue } from '../plugins/index.ts'
import { describedEntry } from '../plugins/plugin-path/index.ts'
import { type InstalledCatalogue, LoggerLevels, nodeSystem, openPluginPath } from '../runtime/index.ts'
import { builtinCatalogue, catalogueSource } from './catalogue.ts'

export interface InstalledPlugins {
  /** For compiling and for showing settings: definitions are loaded in the thread that asks. */
  readonly catalogue: Catalogue
  /** For a worker in this process: plugins of the path run in task hosts alone. */
  readonly installed: InstalledCatalogue
}

/**
 * The plugins of this package and those on `pluginPath` (a list, as a worker's `plugin.path`; relative to the working directory). Each module is first loaded
 * in a task host: one that throws or never ends is told to `warn` and left out, and nothing of it is ever loaded by `catalogue`.
 */
export async function installedPlugins(pluginPath: string, warn: (message: string) => void): Promise<InstalledPlugins> {
  const { clock } = nodeSystem(() => {})
  const installed = await openPluginPath(pluginPath, {
    ...{ catalogue: builtinCatalogue(), catalogueSource, clock, warn },
    levels: new LoggerLevels('INFO', () => clock.now()),
  })
  const codeOf = async (hash: string) => Buffer.from(installed.code(hash)!).toString('utf8')
  const entries = (installed.catalogueSource.added ?? []).map((each) => describedEntry(each, codeOf))
  return { catalogue: builtinCatalogue().with(entries), installed }
}
