import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isPlugin, type PluginInfo, type PluginKind } from '../../src/api/index.ts'

/** A plugin of the repository: its definition and the export that holds it. */
export interface FoundPlugin {
  readonly definition: PluginInfo
  readonly exportName: string
  /** Of the module, from the repository's root. */
  readonly module: string
}

const kinds: readonly PluginKind[] = ['source', 'sink', 'transformation', 'predicate', 'converter', 'header_converter']

/** Every definition that a `transforms/*`, `connectors/*` or `src/converters/*` folder exports, by kind and name. */
export async function findPlugins(root: string): Promise<FoundPlugin[]> {
  const found: FoundPlugin[] = []
  for (const module of modules(root)) {
    const exports = (await import(pathToFileURL(join(root, module)).href)) as Record<string, unknown>
    for (const exportName of Object.keys(exports).sort()) {
      const definition = exports[exportName]
      if (isPlugin(definition)) found.push({ definition, exportName, module })
    }
  }
  const rank = ({ definition }: FoundPlugin) => `${kinds.indexOf(definition.kind)} ${definition.name}`
  const sorted = found.sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  assertUnique(sorted)
  return sorted
}

function modules(root: string): string[] {
  return ['transforms', 'connectors', 'src/converters'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${folder}/${entry.name}/index.ts`)
      .filter((module) => existsSync(join(root, module)))
      .sort(),
  )
}

function assertUnique(plugins: readonly FoundPlugin[]): void {
  const seen = new Map<string, string>()
  for (const { definition, module } of plugins)
    for (const name of [definition.name, ...definition.classes]) {
      const key = `${definition.kind} ${name}`
      const other = seen.get(key)
      if (other !== undefined && other !== module) throw new Error(`${key} is defined in ${other} and in ${module}`)
      seen.set(key, module)
    }
}
