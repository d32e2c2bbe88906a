import { isPlugin, type PluginInfo } from '../../api/index.ts'
import type { CatalogueEntry, DefinitionOf } from '../catalogue.ts'
import { findModules, type PluginModule } from './find-modules.ts'
import { loadModule } from './load-module.ts'

export interface DiscoveredPlugins {
  /** In the order of the path; within a module by the name of the export. */
  readonly entries: readonly CatalogueEntry[]
  /** What could not be read or loaded; the rest is usable. */
  readonly problems: readonly { readonly path: string; readonly message: string }[]
}

/**
 * Finds the plugins on `plugin.path`: every export of a package or file there that was made with a `define*` function of sluiceway. All modules are
 * loaded, since their names stand in the code. Never rejects.
 */
export async function discoverPlugins(pluginPath: readonly string[], apiUrl?: string): Promise<DiscoveredPlugins> {
  const entries: CatalogueEntry[] = []
  const problems: { path: string; message: string }[] = []
  const attempt = async (path: string, action: () => Promise<void>) => {
    try {
      await action()
    } catch (error) {
      problems.push({ path, message: error instanceof Error ? error.message : String(error) })
    }
  }
  for (const element of pluginPath)
    await attempt(element, async () => {
      for (const module of await findModules(element))
        await attempt(module.path, async () => {
          entries.push(...(await entriesIn(module, apiUrl)))
        })
    })
  return { entries, problems }
}

async function entriesIn(module: PluginModule, apiUrl: string | undefined): Promise<CatalogueEntry[]> {
  const exports = await loadModule(module.path, apiUrl)
  const plugins = Object.keys(exports)
    .sort()
    .map((name) => exports[name])
    .filter(isPlugin)
  return [...new Set(plugins)].map((plugin) => entryOf(plugin, module.version))
}

function entryOf(plugin: PluginInfo, packageVersion: string | null): CatalogueEntry {
  const definition = plugin as DefinitionOf[keyof DefinitionOf]
  return {
    kind: plugin.kind,
    name: plugin.name,
    classes: plugin.classes,
    summary: plugin.summary,
    version: plugin.version ?? packageVersion ?? '0.0.0',
    load: async () => definition,
  }
}
