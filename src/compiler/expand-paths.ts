import { glob, stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import type { Diagnostic } from '../errors/index.ts'

const extensions = ['.yaml', '.yml', '.ts', '.mts', '.js', '.mjs']

/** A file to compile: where it is, and how messages call it. */
export interface InputFile {
  readonly path: string
  readonly shown: string
}

export interface ExpandedPaths {
  readonly files: readonly InputFile[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Files, directories (all pipeline files below) and globs as a list of files: each once, in the order asked for, sorted within a directory or
 * glob. Below directories `node_modules`, hidden folders, `.d.ts` and test files are left out.
 */
export async function expandPaths(inputs: readonly string[], cwd: string): Promise<ExpandedPaths> {
  const files = new Map<string, InputFile>()
  const diagnostics: Diagnostic[] = []
  for (const input of inputs) {
    const found = await expandOne(input, cwd)
    if (found.length === 0) diagnostics.push(nothingFound(input))
    for (const path of found) files.set(path, { path, shown: shownAs(path, cwd) })
  }
  return { files: [...files.values()], diagnostics }
}

async function expandOne(input: string, cwd: string): Promise<string[]> {
  const path = resolve(cwd, input)
  const stats = await stat(path).catch(() => null)
  if (stats?.isDirectory()) return (await matches('**/*', path)).filter(isPipelineFile)
  if (stats || !/[*?{[]/.test(input)) return [path]
  return (await matches(input, cwd)).filter(isPipelineFile)
}

async function matches(pattern: string, cwd: string): Promise<string[]> {
  const found: string[] = []
  const exclude = (name: string) => name === 'node_modules' || (name.startsWith('.') && name.length > 1)
  for await (const entry of glob(pattern, { cwd, exclude })) found.push(resolve(cwd, entry))
  return found.sort()
}

const isPipelineFile = (path: string) =>
  hasPipelineExtension(path) &&
  !/\.d\.m?ts$|\.(?:test|spec)\.(?:m?[jt]s|ya?ml)$/.test(path) &&
  !path.split(sep).includes('node_modules')

export const hasPipelineExtension = (path: string): boolean => extensions.some((extension) => path.endsWith(extension))
export const isYaml = (path: string): boolean => /\.ya?ml$/.test(path)

function shownAs(path: string, cwd: string): string {
  const short = relative(cwd, path)
  return short !== '' && !short.startsWith('..') ? short : path
}

const nothingFound = (input: string): Diagnostic => ({
  severity: 'error',
  code: 'SLW1001',
  message: `No pipeline file matches "${input}".`,
  hint: 'Name a `.yaml` or `.ts` file, or a directory that holds some.',
})
