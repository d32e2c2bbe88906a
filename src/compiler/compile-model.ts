import { API_VERSION } from '../api/index.ts'
import type { Catalogue } from '../plugins/index.ts'
import type { CompiledBundle, CompiledPipeline, PipelineManifest, PipelineSpec } from '../spec/index.ts'
import { checkStructure } from './check-structure.ts'
import { type EmittedConnector, emitConnectors } from './emit-connectors.ts'
import type { FileModel } from './file-model.ts'
import { Report } from './report.ts'
import type { ResolveContext } from './resolve/context.ts'
import { resolvePipeline } from './resolve/resolve-pipeline.ts'
import { runRules } from './rules/index.ts'

/** One pipeline of one file, compiled as far as its mistakes allow. */
export interface CompiledModel {
  readonly report: Report
  readonly spec: PipelineSpec | null
  readonly connectors: readonly EmittedConnector[]
  readonly pipeline: CompiledPipeline | null
}

export async function compileModel(
  model: FileModel,
  file: string,
  bundle: CompiledBundle | null,
  catalogue: Catalogue,
): Promise<CompiledModel> {
  const report = new Report(model)
  checkStructure(model.tree, report)
  const context: ResolveContext = { catalogue, model, report, definitions: new Map() }
  const spec = await resolvePipeline(model.tree, context)
  if (!spec) return { report, spec, connectors: [], pipeline: null }
  const reference = bundle && { hash: bundle.hash, exportPointer: model.exportPointer ?? '' }
  const connectors = emitConnectors(spec, reference)
  await runRules({ spec, connectors, context })
  const needsBundle = [spec.source, ...spec.sinks].some((part) => part?.transforms.some((step) => step.plugin === null))
  const used = needsBundle ? bundle : null
  const pipeline: CompiledPipeline = {
    name: spec.name,
    file,
    connectors: connectors.map(({ name, kind, config }) => ({ name, kind, config })),
    manifest: manifestOf(spec, connectors, context, used),
    bundle: used,
  }
  return { report, spec, connectors, pipeline }
}

function manifestOf(
  spec: PipelineSpec,
  connectors: readonly EmittedConnector[],
  context: ResolveContext,
  bundle: CompiledBundle | null,
): PipelineManifest {
  const plugins = new Map<string, PipelineManifest['plugins'][number]>()
  for (const { entry } of context.definitions.values()) {
    const className = entry.classes[0] ?? entry.name
    plugins.set(`${entry.kind} ${className} ${entry.version}`, {
      kind: entry.kind,
      class: className,
      version: entry.version,
    })
  }
  return {
    format: 1,
    pipeline: spec.name,
    api: API_VERSION,
    connectors: connectors.map((connector) => connector.name),
    plugins: [...plugins].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, plugin]) => plugin),
    bundle: bundle?.hash ?? null,
  }
}
