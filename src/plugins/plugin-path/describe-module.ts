import { isPlugin, type PluginKind } from '../../api/index.ts'
import { importModule } from '../bundle/index.ts'
import { type CatalogueEntry, type DefinitionOf, passwordKeys } from '../catalogue.ts'
import type { BundledModule } from './bundle-modules.ts'

/** A plugin of a bundled module, as plain data. */
export interface PluginDescription {
  /** Hash of the module. */
  readonly module: string
  /** Name of the module's export. */
  readonly export: string
  readonly kind: PluginKind
  readonly name: string
  readonly classes: readonly string[]
  readonly summary: string
  readonly version: string
  /** As in CatalogueEntry. */
  readonly passwords: readonly string[]
}

/** Every export that was made with a `define*` function of sluiceway, by the name of the export. Runs the module's code, so only where user code may run. */
export async function describeModule(
  { hash, version }: Pick<BundledModule, 'hash' | 'version'>,
  code: string,
): Promise<PluginDescription[]> {
  const exports = await importModule(hash, code)
  const seen = new Set<unknown>()
  return Object.keys(exports)
    .sort()
    .flatMap((name) => {
      const plugin = exports[name]
      if (!isPlugin(plugin) || seen.has(plugin)) return []
      seen.add(plugin)
      const { kind, name: short, classes, summary } = plugin
      const own = plugin.version ?? version ?? '0.0.0'
      const passwords = passwordKeys(plugin.config)
      return [{ module: hash, export: name, kind, name: short, classes, summary, version: own, passwords }]
    })
}

/**
 * The catalogue's entry of a described plugin.
 * @param codeOf - gives the module's code by its hash; null where user code must not run: `load` rejects there.
 */
export function describedEntry(
  { export: name, ...described }: PluginDescription,
  codeOf: ((hash: string) => Promise<string>) | null,
): CatalogueEntry {
  return {
    ...described,
    ...(codeOf === null ? { isElsewhere: true } : {}),
    async load() {
      if (codeOf === null) throw new Error(`The plugin ${described.name} is loaded in task hosts alone`)
      const exports = await importModule(described.module, await codeOf(described.module))
      return exports[name] as DefinitionOf[PluginKind]
    },
  }
}
