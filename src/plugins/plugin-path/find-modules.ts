import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** The module of one plugin package or single file on plugin.path. */
export interface PluginModule {
  /** Entry file. */
  readonly path: string
  /** Version of the package; null for a single file. */
  readonly version: string | null
}

const NODE_MODULES = 'node_modules'
const extensions = ['.js', '.mjs', '.ts', '.mts']
const indexFiles = extensions.map((extension) => `index${extension}`)

/**
 * Modules of one element of `plugin.path`: the element itself when it is a package or a file, else its children (packages and files), in the order of
 * their names. Of a `node_modules` folder, the element itself, one below it or one in a child that is no package, only packages that name `sluiceway` in
 * their manifest: the rest are what those need. So each child may hold another version of one package, with everything it needs. A package's entry is its `sluiceway` field, else `exports["."]`, `main` or `index.*`. Rejects when the element does not exist.
 */
export async function findModules(element: string): Promise<PluginModule[]> {
  if (basename(element) === NODE_MODULES) return installedIn(element)
  const own = await moduleAt(element)
  if (own) return [own]
  const children = (await readdir(element)).filter((name) => !name.startsWith('.')).sort()
  const found = await Promise.all(
    children.map(async (name) => {
      const path = join(element, name)
      if (name === NODE_MODULES) return installedIn(path)
      return (await moduleAt(path)) ?? installedIn(join(path, NODE_MODULES))
    }),
  )
  return found.flat()
}

/** Packages that `npm install` put there and that are plugins of ours, scoped ones too; none when there is no such folder. */
async function installedIn(folder: string): Promise<PluginModule[]> {
  const names = (await readdir(folder).catch(nothing)).filter((name) => !name.startsWith('.')).sort()
  const paths = await Promise.all(
    names.map(async (name) =>
      name.startsWith('@')
        ? (await readdir(join(folder, name))).sort().map((each) => join(folder, name, each))
        : [join(folder, name)],
    ),
  )
  const found = await Promise.all(
    paths.flat().map(async (path) => (namesUs(await readManifest(path)) ? moduleAt(path) : null)),
  )
  return found.filter((module) => module !== null)
}

function nothing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
  throw error
}

/** Whether a package's manifest says that it is a plugin of ours. */
export function namesUs(manifest: Readonly<Record<string, unknown>> | null): boolean {
  if (manifest === null) return false
  const needs = [manifest['peerDependencies'], manifest['dependencies']]
  return (
    'sluiceway' in manifest || needs.some((each) => typeof each === 'object' && each !== null && 'sluiceway' in each)
  )
}

async function moduleAt(path: string): Promise<PluginModule | null> {
  const stats = await stat(path)
  if (stats.isFile()) return isModule(path) ? { path, version: null } : null
  const manifest = await readManifest(path)
  if (manifest === null) return null
  const version = typeof manifest['version'] === 'string' ? manifest['version'] : null
  for (const candidate of [...entriesOf(manifest), ...indexFiles]) {
    const entry = join(path, candidate)
    if ((await stat(entry).catch(() => null))?.isFile()) return { path: entry, version }
  }
  return null
}

const isModule = (path: string) =>
  extensions.some((extension) => path.endsWith(extension)) && !/\.(?:d|test|spec)\./.test(basename(path))

async function readManifest(folder: string): Promise<Readonly<Record<string, unknown>> | null> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as Record<string, unknown>)
}

function entriesOf(manifest: Readonly<Record<string, unknown>>): string[] {
  const exported = manifest['exports']
  const root = typeof exported === 'object' && exported !== null && '.' in exported ? exported['.'] : exported
  const byDefault = typeof root === 'object' && root !== null && 'default' in root ? root.default : root
  return [manifest['sluiceway'], byDefault, manifest['main']].filter((entry) => typeof entry === 'string')
}
