import { readdirSync, readFileSync, statSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { parseSync } from 'oxc-parser'
import { type Layer, layers } from './layers.ts'

export interface Import {
  /** Path from the root, with `/`. */
  readonly file: string
  readonly line: number
  /** Path from the root for a file of ours, else the package's name. */
  readonly target: string
  readonly isPackage: boolean
}

export function sourceFiles(root: string, folder: string): string[] {
  const start = join(root, folder)
  if (!statSync(start, { throwIfNoEntry: false })) return []
  if (statSync(start).isFile()) return [folder]
  return readdirSync(start, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?[jt]sx?$/.test(name) && !name.endsWith('.d.ts') && !name.startsWith('init/template'))
    .map((name) => join(folder, name).split(sep).join('/'))
}

/** Static imports, re-exports and dynamic imports with a literal, resolved. */
export function importsOf(root: string, file: string): Import[] {
  const code = readFileSync(join(root, file), 'utf8')
  const { module } = parseSync(file, code)
  const found: { specifier: string; start: number }[] = [
    ...module.staticImports.map((i) => ({ specifier: i.moduleRequest.value, start: i.start })),
    ...module.staticExports.flatMap((e) =>
      e.entries.flatMap((entry) =>
        entry.moduleRequest ? [{ specifier: entry.moduleRequest.value, start: e.start }] : [],
      ),
    ),
    ...module.dynamicImports.flatMap((i) => {
      const literal = /^['"`](.*)['"`]$/.exec(code.slice(i.moduleRequest.start, i.moduleRequest.end))
      return literal ? [{ specifier: literal[1]!, start: i.start }] : []
    }),
  ]
  return found
    .filter(({ specifier }) => !specifier.startsWith('node:') && !builtinModules.includes(specifier))
    .map(({ specifier, start }) => ({
      file,
      line: code.slice(0, start).split('\n').length,
      ...resolveSpecifier(root, file, specifier),
    }))
}

function resolveSpecifier(root: string, file: string, specifier: string): { target: string; isPackage: boolean } {
  if (specifier.startsWith('.')) {
    const target = relative(root, resolve(root, dirname(file), specifier))
      .split(sep)
      .join('/')
    return { target, isPackage: false }
  }
  const parts = specifier.split('/')
  return { target: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/'), isPackage: true }
}

const isInside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)

const layerOf = (file: string): Layer | undefined => layers.find((layer) => isInside(file, layer.folder))

/** One line for each import that the table does not allow. */
export function violations(imports: readonly Import[]): string[] {
  return imports.flatMap(({ file, line, target, isPackage }) => {
    const layer = layerOf(file)
    if (!layer) return [`${file}:${line} is in no layer of the table`]
    const allowed = isPackage ? (layer.packages ?? []) : [layer.folder, ...layer.imports]
    const isAllowed = allowed.some((entry) => entry === '*' || (isPackage ? entry === target : isInside(target, entry)))
    return isAllowed ? [] : [`${file}:${line} ${layer.folder} may not import ${target}`]
  })
}
