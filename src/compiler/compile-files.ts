import { codes, type Diagnostic, hasErrors, sortDiagnostics } from '../errors/index.ts'
import type { Catalogue } from '../plugins/index.ts'
import type { CompiledPipeline } from '../spec/index.ts'
import { type CompiledModel, compileModel } from './compile-model.ts'
import { expandPaths, hasPipelineExtension, type InputFile, isYaml } from './expand-paths.ts'
import type { ParsedFile } from './file-model.ts'
import { readSource } from './read-source.ts'
import { reportDuplicates } from './report-duplicates.ts'
import { SourceText } from './source-text.ts'
import { type EvaluateOptions, parseTypeScript } from './typescript/parse-typescript.ts'
import { withoutConsequences } from './without-consequences.ts'
import { parseYaml } from './yaml/parse-yaml.ts'

export interface CompileOptions {
  readonly catalogue: Catalogue
  /** Relative paths and names in messages are seen from here. Default: the process's. */
  readonly cwd?: string
  /** Limits for TypeScript files. */
  readonly evaluate?: EvaluateOptions
}

export interface CompileResult {
  /** Pipelines without errors, in the order of the files. */
  readonly pipelines: readonly CompiledPipeline[]
  /** All that was found in all files, sorted by place. */
  readonly diagnostics: readonly Diagnostic[]
  /** Absolute paths of all files that were compiled and of the files they import, packages left out: what to watch. */
  readonly inputs: readonly string[]
}

/**
 * Compiles pipeline files, directories of them and globs. Mistakes of users are diagnostics, all at once; the call rejects only for bugs.
 * A pipeline with an error is not in the result.
 */
export async function compileFiles(inputs: readonly string[], options: CompileOptions): Promise<CompileResult> {
  const cwd = options.cwd ?? process.cwd()
  const { files, diagnostics } = await expandPaths(inputs, cwd)
  const compiled: CompiledModel[] = []
  const found: Diagnostic[] = [...diagnostics]
  const sources = new Set<string>()
  const parsedFiles = await parseAll(files, options)
  for (const [index, file] of files.entries()) {
    const parsed = parsedFiles[index]!
    for (const diagnostic of parsed.diagnostics) found.push(diagnostic)
    for (const path of [file.path, ...parsed.imports]) sources.add(path)
    for (const model of parsed.models)
      compiled.push(await compileModel(model, file.shown, parsed.bundle, options.catalogue))
  }
  return finish(compiled, found, [...sources])
}

/** Compiles YAML text held in memory; `file` is its name in messages. */
export async function compileText(
  text: string,
  file: string,
  options: Pick<CompileOptions, 'catalogue'>,
): Promise<CompileResult> {
  const parsed = parseYaml(new SourceText(file, text))
  const compiled: CompiledModel[] = []
  for (const model of parsed.models) compiled.push(await compileModel(model, file, null, options.catalogue))
  return finish(compiled, parsed.diagnostics, [])
}

function finish(
  compiled: readonly CompiledModel[],
  before: readonly Diagnostic[],
  inputs: readonly string[],
): CompileResult {
  const duplicates = reportDuplicates(compiled)
  const own = compiled.flatMap((model) => model.report.diagnostics)
  const pipelines = compiled.flatMap(({ pipeline, report }) =>
    pipeline && !hasErrors([...report.diagnostics, ...(duplicates.get(report) ?? [])]) ? [pipeline] : [],
  )
  const all = withoutConsequences([...before, ...own, ...[...duplicates.values()].flat()])
  return {
    pipelines,
    inputs,
    diagnostics: limitPerFile(all.map((each) => ({ hint: codes[each.code].hint, ...each }))),
  }
}

/** A file that is wrong everywhere is no pipeline file: the first mistakes tell that as well as all of them. */
const perFileMax = 200

/** Sorted, and at most so many for one file; the last one then says how many are left out. */
function limitPerFile(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const counts = new Map<string, number>()
  const kept: Diagnostic[] = []
  for (const diagnostic of sortDiagnostics(diagnostics)) {
    const file = diagnostic.at?.file ?? ''
    const count = (counts.get(file) ?? 0) + 1
    counts.set(file, count)
    if (count <= perFileMax) kept.push(diagnostic)
  }
  for (const [file, count] of counts) {
    const last = kept.findLastIndex((diagnostic) => (diagnostic.at?.file ?? '') === file)
    if (count <= perFileMax) continue
    const { severity, code, hint } = kept[last]!
    const message = `${count - perFileMax} more mistakes in "${file}" are not shown.`
    kept.splice(last + 1, 0, { severity, code, message, ...(hint !== undefined && { hint }) })
  }
  return kept
}

/** Threads that evaluate TypeScript files at the same time. */
const parallelMax = 4

/** In the order of the files. */
async function parseAll(files: readonly InputFile[], options: CompileOptions): Promise<ParsedFile[]> {
  const parsed: ParsedFile[] = []
  let next = 0
  const work = async () => {
    for (let index = next++; index < files.length; index = next++)
      parsed[index] = await parseFile(files[index]!, options)
  }
  await Promise.all(Array.from({ length: Math.min(parallelMax, files.length) }, work))
  return parsed
}

async function parseFile(file: InputFile, options: CompileOptions): Promise<ParsedFile> {
  const nothing = (diagnostic: Diagnostic): ParsedFile => ({
    models: [],
    diagnostics: [diagnostic],
    bundle: null,
    imports: [],
  })
  const result = await readSource(file.path, file.shown)
  if ('problem' in result) return nothing(result.problem)
  if (isYaml(file.path)) return parseYaml(result.source)
  if (hasPipelineExtension(file.path)) return await parseTypeScript(file, result.source, options.evaluate ?? {})
  return nothing({
    severity: 'error',
    code: 'SLW1012',
    message: `"${file.shown}" is neither YAML nor TypeScript by its name.`,
    at: { file: file.shown, line: 1, column: 1 },
  })
}
