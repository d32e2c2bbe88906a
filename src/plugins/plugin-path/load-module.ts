import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { importModule, needsRequire, requireBanner } from '../bundle/index.ts'

/** Loads a plugin's module as user code is always loaded: through esbuild, so that TypeScript of any kind works, with `sluiceway` supplied by the running copy. */
export async function loadModule(path: string, apiUrl?: string): Promise<Record<string, unknown>> {
  const plain = await bundle(path, '')
  const code = needsRequire(plain) ? await bundle(path, requireBanner) : plain
  return await importModule(createHash('sha256').update(code).digest('hex'), code, apiUrl)
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
