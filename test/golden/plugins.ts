import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isPlugin, type PluginInfo, type PluginKind } from '../../src/api/index.ts'
import { Catalogue, type DefinitionOf } from '../../src/plugins/index.ts'
import { entryOf } from '../support/catalogue-entry.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Folders whose subfolders are one plugin module each. */
const pluginFolders = ['transforms', 'src/converters', 'connectors']

async function definitionsOf(folder: string): Promise<PluginInfo[]> {
  const modules = readdirSync(`${root}${folder}`)
    .map((name) => `${root}${folder}/${name}/index.ts`)
    .filter((path) => existsSync(path))
  const found = await Promise.all(modules.map(loadDefinitions))
  return found.flat()
}

async function loadDefinitions(path: string): Promise<PluginInfo[]> {
  const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>
  return Object.values(module).filter(isPlugin)
}

const definitions = (await Promise.all(pluginFolders.map(definitionsOf))).flat()

/** Every plugin of the repository, found by its folder. */
export const catalogue = new Catalogue(definitions.map((each) => entryOf(each, '4.3.1')))

const byEntry = new Map(catalogue.list().map((entry, i) => [entry, definitions[i]!]))

/** The definition of a class or short name, at once: all modules are loaded here. */
export function findPlugin<K extends PluginKind>(kind: K, name: string) {
  const resolved = catalogue.resolve(kind, name)
  return resolved && { definition: byEntry.get(resolved.entry) as DefinitionOf[K], className: resolved.className }
}

/** A definition of any kind. */
export function findAnyPlugin(name: string): PluginInfo | undefined {
  const kinds: PluginKind[] = ['transformation', 'predicate', 'converter', 'header_converter', 'source', 'sink']
  return kinds.map((kind) => findPlugin(kind, name)?.definition).find((definition) => definition !== undefined)
}
