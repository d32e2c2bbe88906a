import { matchesGlob, posix } from 'node:path'
import type { CompiledPipeline } from '../spec/index.ts'

/** A pipeline of a deployment, as its record tells. */
export interface DeployedPipeline {
  readonly name: string
  /** As it was asked for; null when it came out of an artefact. */
  readonly file: string | null
  readonly connectors: readonly string[]
  /** Hash of its bundle. */
  readonly bundle: string | null
}

/** `GET /deployments/<id>` of a Sluiceway worker. */
export interface DeploymentRecord {
  readonly id: string
  readonly revision: number
  readonly deployedAt: number
  readonly connectors: readonly string[]
  readonly details: {
    readonly pipelines?: readonly DeployedPipeline[]
    readonly artefact?: string
    /** Of one run of the command: tells whether it was this one that got through. */
    readonly attempt?: string
  }
}

export type PipelineToDeploy = Omit<CompiledPipeline, 'file'> & { readonly file: string | null }

export interface Inheritance {
  /** What the next record lists: the pipelines of now, and those of before that were not asked about. */
  readonly pipelines: readonly DeployedPipeline[]
  /** Connectors of before that are in the files no more. */
  readonly remove: readonly string[]
}

/**
 * Who of the deployment's earlier connectors stays and who goes. A pipeline that is deployed now has exactly its connectors of now. One that is not
 * goes only if the file that it came from is among those that were named: deploying one file says nothing about the others.
 * @param inputs - files, folders and globs as they were named; null = everything of this deployment.
 */
export function inherit(
  pipelines: readonly PipelineToDeploy[],
  before: DeploymentRecord | null,
  inputs: readonly string[] | null,
): Inheritance {
  const now = pipelines.map(({ name, file, connectors, bundle }) => ({
    name,
    file,
    connectors: connectors.map((connector) => connector.name),
    bundle: bundle?.hash ?? null,
  }))
  const names = new Set(now.map(({ name }) => name))
  const earlier = before?.details.pipelines ?? []
  const others = earlier.filter(({ name }) => !names.has(name))
  const gone = others.filter(
    ({ file }) => inputs === null || (file !== null && inputs.some((each) => covers(each, file))),
  )
  const kept = others.filter((pipeline) => !gone.includes(pipeline))
  const staying = new Set([...now, ...kept].flatMap(({ connectors }) => connectors))
  const replaced = earlier.filter(({ name }) => names.has(name))
  const remove = [...gone, ...replaced].flatMap(({ connectors }) => connectors).filter((name) => !staying.has(name))
  return { pipelines: [...now, ...kept].toSorted((a, b) => (a.name < b.name ? -1 : 1)), remove: [...new Set(remove)] }
}

function covers(input: string, file: string): boolean {
  const folder = posix.normalize(input.replaceAll('\\', '/')).replace(/\/$/, '')
  const path = posix.normalize(file.replaceAll('\\', '/'))
  return folder === '.' || path === folder || path.startsWith(`${folder}/`) || matchesGlob(path, folder)
}
