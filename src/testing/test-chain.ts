import { builtinCatalogue } from '../app/catalogue.ts'
import { compileFiles } from '../compiler/index.ts'
import { hasErrors, PipelineError } from '../errors/index.ts'
import type { Catalogue } from '../plugins/index.ts'
import type { CompiledConnector, CompiledPipeline } from '../spec/index.ts'
import { ChainUnderTest } from './chain-test.ts'
import type { GivenSchema } from './memory-registry.ts'

export interface TestChainOptions {
  /** Which pipeline of the file; needed when there are several. */
  readonly pipeline?: string
  /** `source` (default when there is one), a sink's id, or a connector's name. */
  readonly connector?: string
  /** Schemas that the registry has from the start, by subject: for `use.latest.version`, `auto.register.schemas=false` and compatibility checks. */
  readonly schemas?: Readonly<Record<string, GivenSchema>>
  /** Relative paths are seen from here. Default: the process's. */
  readonly cwd?: string
  /** Folders, packages and files with plugins of your own, as a worker's `plugin.path`. */
  readonly pluginPath?: string
}

/**
 * Opens the chain of one connector of a pipeline file. Throws SLW6001 when the file has mistakes (they are in `details`), or when the pipeline
 * or connector is not in it.
 */
export async function testChain(file: string, options: TestChainOptions = {}): Promise<ChainUnderTest> {
  return openChain(file, options, await catalogueOf(options.pluginPath))
}

/** What a chain may be made of. What cannot be loaded is a warning of the process. */
export async function catalogueOf(pluginPath = ''): Promise<Catalogue> {
  if (pluginPath.trim() === '') return builtinCatalogue()
  const { installedPlugins } = await import('../app/installed-plugins.ts')
  return (await installedPlugins(pluginPath, (message) => process.emitWarning(message))).catalogue
}

export async function openChain(
  file: string,
  options: Omit<TestChainOptions, 'pluginPath'>,
  catalogue: Catalogue,
): Promise<ChainUnderTest> {
  const { pipelines, diagnostics } = await compileFiles([file], {
    catalogue,
    ...(options.cwd ? { cwd: options.cwd } : {}),
  })
  if (hasErrors(diagnostics)) {
    const first = diagnostics.find((diagnostic) => diagnostic.severity === 'error')
    const place = first?.at ? ` (line ${first.at.line})` : ''
    throw new PipelineError('SLW6001', `${file} has mistakes: ${first?.message}${place}`, {
      hint: `Run \`pipeline validate ${file}\`.`,
      details: { diagnostics },
    })
  }
  const pipeline = choosePipeline(pipelines, file, options.pipeline)
  return ChainUnderTest.open(pipeline, chooseConnector(pipeline, options.connector), options.schemas, catalogue)
}

function choosePipeline(
  pipelines: readonly CompiledPipeline[],
  file: string,
  name: string | undefined,
): CompiledPipeline {
  const found =
    name === undefined && pipelines.length === 1 ? pipelines[0] : pipelines.find((pipeline) => pipeline.name === name)
  if (found) return found
  const names = pipelines.map((pipeline) => pipeline.name).join(', ')
  throw new PipelineError(
    'SLW6001',
    name === undefined ? `${file} has several pipelines: ${names}` : `${file} has no pipeline "${name}", but: ${names}`,
    {
      hint: 'Say which one is meant with `pipeline`.',
    },
  )
}

function chooseConnector({ name, connectors }: CompiledPipeline, wanted = 'source'): CompiledConnector {
  const matches = (connector: CompiledConnector) =>
    wanted === connector.name || wanted === connector.kind || connector.name === `${name}-${wanted}`
  const found = connectors.find(matches) ?? (wanted === 'source' && connectors.length === 1 ? connectors[0] : undefined)
  if (found) return found
  throw new PipelineError(
    'SLW6001',
    `Pipeline "${name}" has no connector "${wanted}", but: ${connectors.map((c) => c.name).join(', ')}`,
    {
      hint: 'Use `source`, the id of a sink, or the name of a connector.',
    },
  )
}
