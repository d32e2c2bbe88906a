import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { needsRequire, requireBanner } from '../bundle/index.ts'
import { findModules } from './find-modules.ts'

/** A module of `plugin.path` in one file; `sluiceway` is left out, the worker supplies its own. */
export interface BundledModule {
  readonly path: string
  /** Of its package; null for a single file. */
  readonly version: string | null
  /** SHA-256 of `version` and `code`: two versions of a package are two modules, whatever they share. */
  readonly hash: string
  readonly code: string
}

export interface PluginProblem {
  readonly path: string
  readonly message: string
}

/**
 * Bundles every package and file on `plugin.path`, as user code always is: TypeScript of any kind works. Runs none of it. Never rejects:
 * what cannot be read or compiled is among the problems.
 */
export async function bundleModules(
  pluginPath: readonly string[],
): Promise<{ readonly modules: readonly BundledModule[]; readonly problems: readonly PluginProblem[] }> {
  const modules: BundledModule[] = []
  const problems: PluginProblem[] = []
  const attempt = async (path: string, action: () => Promise<void>) => {
    try {
      await action()
    } catch (error) {
      problems.push({ path, message: error instanceof Error ? error.message : String(error) })
    }
  }
  for (const element of pluginPath)
    await attempt(element, async () => {
      for (const { path, version } of await findModules(resolve(element)))
        await attempt(path, async () => void modules.push({ path, version, ...(await bundled(path, version)) }))
    })
  return { modules, problems }
}

async function bundled(
  path: string,
  version: string | null,
): Promise<{ readonly hash: string; readonly code: string }> {
  const plain = await bundle(path, '')
  const code = needsRequire(plain) ? await bundle(path, requireBanner) : plain
  return {
    hash: createHash('sha256')
      .update(`${version ?? ''}\0${code}`)
      .digest('hex'),
    code,
  }
}

async function bundle(path: string, banner: string): Promise<string> {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [path],
    absWorkingDir: dirname(path),
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    external: ['sluiceway', 'sluiceway/*'],
    sourcemap: 'inline',
    keepNames: true,
    banner: { js: banner },
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}
