import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { installedPlugins } from '../../src/app/installed-plugins.ts'
import { PipelineError } from '../../src/errors/index.ts'

export interface InstalledPlugin {
  readonly name: string
  readonly version: string
  readonly classes: readonly string[]
}

export interface InstallResult {
  /** Absolute: what plugin.path takes. */
  readonly directory: string
  /** Everything that is in the folder now. */
  readonly plugins: readonly InstalledPlugin[]
}

/**
 * `npm install` into a folder. Packages are copied, scripts do not run, and `sluiceway` itself is not fetched: the worker supplies its own. Throws SLW6001
 * without a package, SLW6004 with npm's words when npm fails.
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
  const manifest = join(directory, 'package.json')
  // Without one npm would look for the next above, and install there.
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n')
  await npmInstall(packages.map(absolute), directory)
  const { installed } = await installedPlugins(join(directory, 'node_modules'), warn)
  const plugins = (installed.catalogueSource.added ?? []).map(({ name, version, classes }) => ({
    name,
    version,
    classes,
  }))
  return { directory, plugins }
}

/** npm sees paths from the folder that it installs into. */
const absolute = (name: string): string =>
  /^(?:\.{1,2}|~)?\//.test(name) && !name.startsWith('~') ? resolve(name) : name

async function npmInstall(packages: readonly string[], directory: string): Promise<void> {
  const options = ['--install-links', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund']
  const npm = spawn('npm', ['install', '--prefix', directory, ...options, '--', ...packages], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  })
  const [words, exit] = await Promise.all([
    text(npm.stderr),
    once(npm, 'close').then(
      ([code]) => code as number | null,
      (error: Error) => error,
    ),
  ])
  if (exit === 0) return
  const reason = exit instanceof Error ? exit.message : words.trim()
  throw new PipelineError('SLW6006', `npm could not install ${packages.join(', ')}: ${reason}`)
}
