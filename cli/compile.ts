import { builtinCatalogue } from '../src/app/catalogue.ts'
import { formatDiagnostics } from '../src/compiler/format-diagnostics.ts'
import { type CompileResult, compileFiles } from '../src/compiler/index.ts'
import { hasErrors, PipelineError } from '../src/errors/index.ts'
import type { Catalogue } from '../src/plugins/index.ts'

const DEFAULT_FOLDER = 'pipelines'

/** Compiles what the user named (default: everything below pipelines/) and renders what was found. */
export async function compileForCli(
  inputs: readonly string[],
  format: 'text' | 'github',
  catalogue: Catalogue = builtinCatalogue(),
): Promise<CompileResult & { readonly text: string }> {
  const result = await compileFiles(inputs.length > 0 ? inputs : [DEFAULT_FOLDER], { catalogue })
  return { ...result, text: await formatDiagnostics(result.diagnostics, { format }) }
}

/** As `compileForCli`, for commands that cannot go on with a mistake: throws after printing the diagnostics to stderr. */
export async function compileOrFail(inputs: readonly string[], catalogue?: Catalogue): Promise<CompileResult> {
  const result = await compileForCli(inputs, 'text', catalogue)
  if (result.text) process.stderr.write(`${result.text}\n`)
  if (!hasErrors(result.diagnostics)) return result
  const errors = result.diagnostics.filter((diagnostic) => diagnostic.severity === 'error')
  throw new PipelineError(
    'SLW6001',
    `${errors.length} mistake${errors.length === 1 ? '' : 's'} in the pipeline files; nothing was run.`,
    {
      hint: 'Fix what is marked above; `pipeline validate` checks again.',
      details: { diagnostics: result.diagnostics },
    },
  )
}
