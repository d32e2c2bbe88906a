import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { installedPlugins } from '../../src/app/installed-plugins.ts'
import { PipelineError } from '../../src/errors/index.ts'
import { namesUs } from '../../src/plugins/plugin-path/index.ts'
import { npm } from './npm.ts'

export interface InstalledPlugin {
  readonly name: string
  readonly version: string
  readonly classes: readonly string[]
}

export interface InstallResult {
  /** Absolute: what plugin.path takes. */
  readonly directory: string
  /** Everything that is in the folder now, every version. */
  readonly plugins: readonly InstalledPlugin[]
}

/**
 * `npm install` of plugin packages, each into a folder of its own below `folder`: `NAME@VERSION`, with `+` for the slash of a scope. So versions of one package stay
 * beside each other, each with its own dependencies; the same version again takes the place of the one before. What is no plugin among the packages (a driver)
 * goes with each that is. `sluiceway` itself is not fetched: the worker supplies its own. Throws SLW6001 without a package, SLW6006 with npm's words
 * when npm fails, SLW6007 when none of the packages is a plugin. A failure leaves the folder as it was.
 */
export async function installPlugins(
  packages: readonly string[],
  folder: string,
  warn: (message: string) => void,
): Promise<InstallResult> {
  if (packages.length === 0)
    throw new PipelineError('SLW6001', 'Say which packages to install.', {
      hint: 'For example `pipeline plugins install acme-connectors@1.2.3`.',
    })
  const directory = resolve(folder)
  mkdirSync(directory, { recursive: true })
  // Beside where it goes: on the same disk, and hidden from whoever looks for plugins meanwhile.
  const staging = mkdtempSync(join(directory, '.installing-'))
  try {
    await install(packages, join(staging, 'all'), directory)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
  const { installed } = await installedPlugins(directory, warn)
  const plugins = (installed.catalogueSource.added ?? []).map(({ name, version, classes }) => ({
    name,
    version,
    classes,
  }))
  return { directory, plugins }
}

async function install(packages: readonly string[], all: string, directory: string): Promise<void> {
  mkdirSync(all)
  // Without one npm would look for the next above, and install there.
  writeFileSync(join(all, 'package.json'), '{ "private": true }\n')
  const problem = await npm('install', packages.map(absolute), all)
  if (problem !== null) throw new PipelineError('SLW6006', `npm could not install ${packages.join(', ')}: ${problem}`)
  const plugins = Object.keys(manifestOf(all)['dependencies'] ?? {}).filter((name) => namesUs(packageOf(all, name)))
  if (plugins.length === 0) throw new PipelineError('SLW6007', `There is no plugin in ${packages.join(', ')}.`)
  for (const name of plugins) {
    const version = packageOf(all, name)['version']
    const others = plugins.filter((each) => each !== name)
    replace(await alone(all, others), join(directory, `${name.replace('/', '+')}@${String(version)}`))
  }
}

/** A copy without the other plugins. */
async function alone(all: string, others: readonly string[]): Promise<string> {
  const copy = `${all}-alone`
  cpSync(all, copy, { recursive: true, verbatimSymlinks: true })
  const problem = others.length === 0 ? null : await npm('uninstall', others, copy)
  if (problem !== null) throw new PipelineError('SLW6006', `npm could not set ${others.join(', ')} apart: ${problem}`)
  return copy
}

function replace(from: string, to: string): void {
  const before = `${from}-before`
  if (existsSync(to)) renameSync(to, before)
  renameSync(from, to)
  rmSync(before, { recursive: true, force: true })
}

type Manifest = Readonly<Record<string, unknown>>

const manifestOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
const packageOf = (folder: string, name: string) => manifestOf(join(folder, 'node_modules', name))

/** npm sees paths from the folder that it installs into. */
const absolute = (name: string): string => (/^\.{0,2}\//.test(name) ? resolve(name) : name)
