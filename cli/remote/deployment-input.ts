import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { PipelineToDeploy } from '../../src/deploy/index.ts'
import { PipelineError } from '../../src/errors/index.ts'
import type { Catalogue } from '../../src/plugins/index.ts'

export interface DeploymentInput {
  readonly pipelines: readonly PipelineToDeploy[]
  /** What was named, for telling which files are gone; null for an artefact, which is all there is. */
  readonly inputs: readonly string[] | null
  /** SHA-256 of the artefact. */
  readonly artefact: string
}

/** Compiles what was named (default: everything below pipelines/), or reads an artefact that `pipeline build` wrote. */
export async function deploymentInput(named: readonly string[], catalogue?: Catalogue): Promise<DeploymentInput> {
  const [only] = named
  if (named.length === 1 && existsSync(join(only!, 'artefact.json'))) return fromArtefact(only!)
  const [{ compileOrFail }, { artefactOf }] = await Promise.all([
    import('../compile.ts'),
    import('../../src/compiler/index.ts'),
  ])
  const { pipelines } = await compileOrFail(named, catalogue)
  if (pipelines.length === 0) throw new PipelineError('SLW6001', 'There are no pipelines to deploy.')
  return {
    pipelines,
    inputs: named.length === 0 ? ['pipelines'] : named,
    artefact: artefactOf(pipelines).hash,
  }
}

async function fromArtefact(folder: string): Promise<DeploymentInput> {
  const { bundleFile, readArtefact } = await import('../../src/compiler/index.ts')
  const { hash, index, files } = await readArtefact(folder)
  const pipelines = index.pipelines.map(({ manifest, connectors }) => {
    const file = manifest.bundle === null ? null : bundleFile(manifest.bundle)
    const bundle =
      manifest.bundle === null
        ? null
        : { hash: manifest.bundle, code: files.get(file!)!, sourceMap: files.get(`${file}.map`)! }
    return { name: manifest.pipeline, file: null, connectors, manifest, bundle }
  })
  return { pipelines, inputs: null, artefact: hash }
}

/** Name of the deployment: that of the nearest package.json, else of the folder. */
export function defaultDeploymentName(from = process.cwd()): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const name = packageName(join(folder, 'package.json'))
    if (name !== null) return plain(name)
    if (dirname(folder) === folder) return plain(basename(resolve(from))) || 'pipelines'
  }
}

const plain = (name: string) => name.replaceAll(/[^\w.-]+/g, '-').replace(/^-+/, '')

function packageName(path: string): string | null {
  try {
    const { name } = JSON.parse(readFileSync(path, 'utf8')) as { name?: unknown }
    return typeof name === 'string' && name !== '' ? name : null
  } catch {
    return null
  }
}
