import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { build } from 'esbuild'
import { builtinsOnDemand } from './builtins-on-demand.ts'
import { pastBarrels } from './past-barrels.ts'

/** Modules that are started or imported by path, or that the package exports. */
const NAMED = [
  'src/index.js',
  'src/testing/index.js',
  'src/worker/index.js',
  'src/app/catalogue.js',
  'src/runtime/host/host-entry.js',
  'src/compiler/typescript/evaluate-worker.js',
]

/**
 * Puts the compiled modules below `dist` into few files: `dist/lib/`. A thread that reads hundreds of modules pays for each with memory and time.
 * All entries share their chunks, so that there is one copy of each class; what stays at an entry's old place passes on its exports, and
 * the other modules are removed (their declarations stay).
 */
export async function bundleLibrary(dist: string): Promise<void> {
  const entries = entryPoints(dist)
  await build({
    absWorkingDir: dist,
    entryPoints: Object.fromEntries(entries),
    outdir: 'lib',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    chunkNames: 'chunk-[hash]',
    // Every thread keeps the text of what it loads. Names stay, and lines, so that traces can be read.
    minifyWhitespace: true,
    lineLimit: 160,
    plugins: [builtinsOnDemand, pastBarrels],
    logLevel: 'warning',
  })
  const modules = globSync('{src,transforms,connectors}/**/*.js', { cwd: dist })
  for (const module of modules) rmSync(join(dist, module))
  for (const [name, module] of entries) {
    const target = relative(dirname(module), `lib/${name}.js`).split(sep).join('/')
    writeFileSync(join(dist, module), `export * from '${target}'\n`)
  }
}

/** What package.json exports. */
function exported(dist: string): string[] {
  const { exports } = JSON.parse(readFileSync(join(dist, '../package.json'), 'utf8')) as {
    exports: Record<string, string | { default: string }>
  }
  return Object.values(exports).flatMap((each) =>
    typeof each === 'string' ? [] : [relative('dist', each.default).split(sep).join('/')],
  )
}

/** What is exported, what the commands import from below `src`, and the named ones: output name and path. */
function entryPoints(dist: string): [name: string, module: string][] {
  const imported = globSync('cli/**/*.js', { cwd: dist }).flatMap((file) =>
    Array.from(
      readFileSync(join(dist, file), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']*\/src\/[^']+)'/g),
      ([, to]) => relative(dist, resolve(dist, dirname(file), to!)),
    ),
  )
  const modules = [...new Set([...exported(dist), ...NAMED, ...imported])]
  const missing = modules.filter((module) => !existsSync(join(dist, module)))
  if (missing.length > 0) throw new Error(`There is no ${missing.join(', ')} below ${dist}`)
  const entries = modules.map((module): [string, string] => [nameOf(module), module])
  const names = new Set(entries.map(([name]) => name))
  if (names.size < entries.length) throw new Error(`Two entries have one name: ${entries.join(' ')}`)
  return entries
}

function nameOf(module: string): string {
  const own = basename(module, '.js')
  return own === 'index' && dirname(module) !== 'src' ? basename(dirname(module)) : own
}
