import { codes, type Diagnostic, nearest, type Position } from '../../errors/index.ts'
import type { InputFile } from '../expand-paths.ts'
import type { FileModel, ParsedFile } from '../file-model.ts'
import type { Range, SourceText } from '../source-text.ts'
import { buildBundle } from './build-bundle.ts'
import { type EvaluatedPipeline, type EvaluateOptions, type EvaluateResult, evaluate } from './evaluate.ts'
import { locateInSource } from './locate-in-source.ts'
import { SourcePositions } from './source-positions.ts'

export type { EvaluateOptions } from './evaluate.ts'

/** Reads a TypeScript (or JavaScript) pipeline: bundles it, evaluates it in a thread, and takes its default export. */
export async function parseTypeScript(
  file: InputFile,
  source: SourceText,
  options: EvaluateOptions,
): Promise<ParsedFile> {
  const start: Position = { file: file.shown, line: 1, column: 1 }
  if (source.text.trim() === '')
    return failed({ severity: 'error', code: 'SLW1003', message: 'The file is empty.', at: start })
  const built = await buildBundle(file)
  if ('diagnostics' in built) return { ...nothing, diagnostics: built.diagnostics }
  const positions = new SourcePositions(built.module, file)
  const result = await evaluate(built.module, options)
  const { hash, code, sourceMap, sources } = built.module
  const imports = sources.filter((path) => path !== file.path)
  if (result.kind !== 'pipelines') return { ...failed(evaluationProblem(result, positions, source)), imports }
  return {
    models: result.pipelines.map((pipeline) => modelOf(pipeline, positions, start)),
    diagnostics: [],
    bundle: { hash, code, sourceMap },
    imports,
  }
}

const nothing: ParsedFile = { models: [], diagnostics: [], bundle: null, imports: [] }

const failed = (diagnostic: Diagnostic): ParsedFile => ({ ...nothing, diagnostics: [diagnostic] })

function modelOf(
  { tree, exportPointer, sites }: EvaluatedPipeline,
  positions: SourcePositions,
  start: Position,
): FileModel {
  const places = new Map(
    sites.flatMap(([pointer, site]) => {
      const place = positions.at(site)
      return place ? [[pointer, place] as const] : []
    }),
  )
  return {
    tree,
    language: 'typescript',
    exportPointer,
    textOf: () => undefined,
    locate: (pointer, part) => ({ ...(locateInSource(pointer, part, places) ?? start), path: pointer }),
  }
}

/** The name where it is imported from sluiceway. */
function importOf(name: string, source: SourceText): Range {
  for (const statement of source.text.matchAll(/import\s*\{([^}]*)\}\s*from\s*['"]sluiceway['"]/g)) {
    const at = statement[1]!.search(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`))
    const start = statement.index + statement[0].indexOf('{') + 1 + at
    if (at !== -1) return [start, start + name.length]
  }
  return [0, 0]
}

function evaluationProblem(
  result: Exclude<EvaluateResult, { kind: 'pipelines' }>,
  positions: SourcePositions,
  source: SourceText,
): Diagnostic {
  const start = source.position([0, 1])
  const error = { severity: 'error', at: start } as const
  switch (result.kind) {
    case 'threw':
      return {
        ...error,
        code: 'SLW1007',
        message: `The module threw ${result.message.split('\n')[0]}`,
        hint: codes.SLW1007.hint,
        at: positions.ofStack(result.stack) ?? start,
      }
    case 'no-export':
      return {
        ...error,
        code: 'SLW1010',
        message: `sluiceway has no export "${result.name}".`,
        hint: 'The reference pages list the factories of all plugins.',
        at: source.position(importOf(result.name, source)),
        ...suggested(nearest(result.name, result.known)),
      }
    case 'timeout':
      return {
        ...error,
        code: 'SLW1008',
        message: `The module was not done after ${result.timeoutMs / 1000} s.`,
        hint: codes.SLW1008.hint,
      }
    case 'memory':
      return {
        ...error,
        code: 'SLW1007',
        message: `The module used more than ${result.heapMaxMb} MiB of memory.`,
        hint: 'A pipeline file only describes a pipeline: move data and work into a connector or SMT.',
      }
    case 'exited':
      return {
        ...error,
        code: 'SLW1007',
        message: 'The module ended before it was done.',
        hint: 'Remove the call of `process.exit`, or the `await` for something that never comes.',
      }
    case 'no-pipeline':
      return { ...error, code: 'SLW1009', message: noPipelineMessage[result.found], hint: codes.SLW1009.hint }
  }
}

const suggested = (suggestion: string | undefined) => (suggestion === undefined ? {} : { suggestion })

const noPipelineMessage = {
  nothing: 'The module exports nothing.',
  'no-default': 'The module has no default export.',
  other: 'The default export is not a pipeline.',
}
