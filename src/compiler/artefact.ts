import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { API_VERSION } from '../api/index.ts'
import { PipelineError } from '../errors/index.ts'
import type { CompiledConnector, CompiledPipeline, PipelineManifest } from '../spec/index.ts'

/** `artefact.json`: everything that is deployed except the code. */
export interface ArtefactIndex {
  /** Version of this format. */
  readonly format: 1
  readonly api: number
  /** Sorted by name. */
  readonly pipelines: readonly {
    readonly manifest: PipelineManifest
    readonly connectors: readonly CompiledConnector[]
  }[]
  /** Hashes of the bundles, sorted; their code is `bundles/<hash>.js`. */
  readonly bundles: readonly string[]
}

/** What `pipeline build` writes and `pipeline deploy` takes. */
export interface Artefact {
  /** SHA-256 of `artefact.json`, hexadecimal; it covers the bundles by their hashes. */
  readonly hash: string
  readonly index: ArtefactIndex
  /** Text by path inside the artefact. */
  readonly files: ReadonlyMap<string, string>
}

const indexFile = 'artefact.json'

/** Puts pipelines into an artefact. Equal pipelines give equal bytes, in whatever order and from wherever they were compiled. */
export function artefactOf(pipelines: readonly CompiledPipeline[]): Artefact {
  const bundles = new Map(pipelines.flatMap(({ bundle }) => (bundle ? [[bundle.hash, bundle] as const] : [])))
  const sorted = [...pipelines].sort((a, b) => (a.name < b.name ? -1 : 1))
  const index: ArtefactIndex = {
    format: 1,
    api: API_VERSION,
    pipelines: sorted.map(({ manifest, connectors }) => ({ manifest, connectors })),
    bundles: [...bundles.keys()].sort(),
  }
  const text = `${canonicalJson(index)}\n`
  const files = new Map([[indexFile, text]])
  for (const hash of index.bundles) {
    files.set(bundleFile(hash), bundles.get(hash)!.code)
    files.set(`${bundleFile(hash)}.map`, bundles.get(hash)!.sourceMap)
  }
  return { hash: sha256(text), index, files }
}

/** Writes the files below `folder`, which is made if need be. */
export async function writeArtefact(artefact: Artefact, folder: string): Promise<void> {
  for (const [path, text] of artefact.files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

/** Reads an artefact back. Rejects with SLW1001 when a file is missing, SLW3003 for another API version, SLW3002 when code was changed. */
export async function readArtefact(folder: string): Promise<Artefact> {
  const text = await read(folder, indexFile)
  const index = JSON.parse(text) as ArtefactIndex
  if (index.format !== 1 || index.api !== API_VERSION)
    throw new PipelineError(
      'SLW3003',
      `The artefact in "${folder}" was built for API version ${index.api}; this is version ${API_VERSION}.`,
    )
  const files = new Map([[indexFile, text]])
  for (const hash of index.bundles) {
    const code = await read(folder, bundleFile(hash))
    if (sha256(code) !== hash)
      throw new PipelineError(
        'SLW3002',
        `The bundle ${hash.slice(0, 12)} in "${folder}" was changed after it was built.`,
      )
    files.set(bundleFile(hash), code)
    files.set(`${bundleFile(hash)}.map`, await read(folder, `${bundleFile(hash)}.map`))
  }
  return { hash: sha256(text), index, files }
}

export const bundleFile = (hash: string): string => `bundles/${hash}.js`

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

async function read(folder: string, path: string): Promise<string> {
  try {
    return await readFile(join(folder, path), 'utf8')
  } catch (cause) {
    throw new PipelineError('SLW1001', `"${join(folder, path)}" cannot be read.`, { cause })
  }
}

/** Keys sorted at every level. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, item: unknown) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    1,
  )
}
