import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type BuildFailure, build, type Message } from 'esbuild'
import type { Diagnostic } from '../../errors/index.ts'
import { bundleHeader, needsRequire, requireBanner } from '../../plugins/bundle/index.ts'
import type { CompiledBundle } from '../../spec/index.ts'
import type { InputFile } from '../expand-paths.ts'

export interface BuiltModule extends CompiledBundle {
  /** Paths in the source map are relative to it. */
  readonly root: string
  /** Absolute paths of the sources, packages left out; the file itself is one of them. */
  readonly sources: readonly string[]
}

export type BuildResult = { readonly module: BuiltModule } | { readonly diagnostics: readonly Diagnostic[] }

/**
 * Bundles a TypeScript pipeline with everything it imports except `sluiceway` and Node's own modules. The code depends on the sources and their
 * places relative to the project alone: the same sources on another path give the same bytes.
 */
export async function buildBundle(file: InputFile): Promise<BuildResult> {
  const root = projectRoot(file.path)
  try {
    const plain = await bundle(file, root, bundleHeader)
    const output = needsRequire(plain.code) ? await bundle(file, root, `${bundleHeader}\n${requireBanner}`) : plain
    return { module: { ...output, hash: createHash('sha256').update(output.code).digest('hex'), root } }
  } catch (error) {
    const { errors } = error as Partial<BuildFailure>
    if (!errors) throw error
    return { diagnostics: errors.map((message) => buildProblem(message, file, root)) }
  }
}

async function bundle(file: InputFile, root: string, banner: string) {
  const { outputFiles, metafile } = await build({
    entryPoints: [relative(root, file.path)],
    absWorkingDir: root,
    outfile: join(root, 'bundle.js'),
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.18',
    external: ['sluiceway', 'sluiceway/*'],
    // In the bundle as well: a failure in a task host names the user's file and line.
    sourcemap: 'both',
    sourcesContent: false,
    minifyWhitespace: true,
    keepNames: true,
    legalComments: 'none',
    charset: 'utf8',
    banner: { js: banner },
    logLevel: 'silent',
  })
  const textOf = (extension: string) => outputFiles.find((output) => output.path.endsWith(extension))!.text
  const inputs = Object.keys(metafile.inputs).filter((path) => !path.split('/').includes('node_modules'))
  return { code: textOf('.js'), sourceMap: textOf('.map'), sources: inputs.map((path) => join(root, path)) }
}

/** The nearest folder above with a package.json, else the file's own. */
function projectRoot(path: string): string {
  const start = dirname(path)
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) return start
  }
}

function buildProblem(message: Message, file: InputFile, root: string): Diagnostic {
  const { location } = message
  const hint = message.notes
    .map((note) => note.text.split('\n')[0]!.replace(/^You can mark the path .*$/, ''))
    .find(Boolean)
  const unresolved = /^Could not resolve "([^"]+)"/.exec(message.text)?.[1]
  return {
    severity: 'error',
    code: 'SLW1010',
    message: message.text.endsWith('.') ? message.text : `${message.text}.`,
    hint: unresolved ? hintForImport(unresolved) : (hint ?? 'Fix the syntax at the marked place.'),
    at: location
      ? {
          file: shownFile(join(root, location.file), file),
          line: location.line,
          column: location.column + 1,
          endLine: location.line,
          endColumn: location.column + 1 + Math.max(1, location.length),
        }
      : { file: file.shown, line: 1, column: 1 },
  }
}

const hintForImport = (specifier: string) =>
  specifier.startsWith('.')
    ? 'Check the path of the import.'
    : `Install the package: \`npm install ${specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')}\`.`

/** A path as the user named the input file: relative to the same place. */
export function shownFile(path: string, file: InputFile): string {
  if (path === file.path) return file.shown
  return file.path.endsWith(file.shown) ? relative(file.path.slice(0, -file.shown.length), path) : path
}
