import { readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Plugin } from 'esbuild'
import { type EcmaScriptModule, parseSync, type StaticImport } from 'oxc-parser'

/** Where a name is declared. */
interface Origin {
  readonly file: string
  readonly name: string
}

const isRelative = (request: string) => request.startsWith('.')

/**
 * Lets each module import from the file that declares a name, not through `index.js` files. esbuild puts all that an imported file reaches into
 * the importer's chunks, used or not: a task host would read Kafka's admin client because it imports from the same `index.js` as its producer.
 * Only for modules whose loading changes nothing but themselves, as all below `dist` are. Names of default and namespace imports stay as they are.
 */
export const pastBarrels: Plugin = {
  name: 'past-barrels',
  setup(builder) {
    const barrels = new Barrels()
    builder.onLoad({ filter: /\/dist\/(?:src|transforms|connectors)\/.*\.js$/ }, ({ path }) => ({
      contents: barrels.rewrite(path),
      resolveDir: dirname(path),
    }))
  },
}

class Barrels {
  readonly #modules = new Map<string, { readonly code: string; readonly module: EcmaScriptModule }>()

  rewrite(file: string): string {
    const { code, module } = this.#parsed(file)
    let rewritten = ''
    let from = 0
    for (const each of module.staticImports) {
      rewritten += code.slice(from, each.start) + (this.#direct(file, each) ?? code.slice(each.start, each.end))
      from = each.end
    }
    return rewritten + code.slice(from)
  }

  /** The imports that one import statement stands for; null when it is direct already. */
  #direct(file: string, { moduleRequest, entries }: StaticImport): string | null {
    if (!isRelative(moduleRequest.value) || entries.length === 0) return null
    if (entries.some(({ importName }) => importName.kind !== 'Name')) return null
    const target = join(dirname(file), moduleRequest.value)
    const found = entries.map(({ importName, localName }) => {
      const origin = this.#origin(target, importName.name!)
      if (origin === null) throw new Error(`${target} has no export ${importName.name}, which ${file} imports`)
      return { ...origin, local: localName.value }
    })
    if (found.every(({ file: declaredIn }) => declaredIn === target)) return null
    return found
      .map(({ file: declaredIn, name, local }) => {
        const path = relative(dirname(file), declaredIn).split(sep).join('/')
        return `import { ${name} as ${local} } from ${JSON.stringify(path.startsWith('.') ? path : `./${path}`)};`
      })
      .join(' ')
  }

  #origin(file: string, name: string): Origin | null {
    const { module } = this.#parsed(file)
    const exports = module.staticExports.flatMap(({ entries }) => entries)
    const own = exports.find(({ exportName }) => exportName.name === name)
    if (own !== undefined) {
      const request = own.moduleRequest?.value
      if (request === undefined) return this.#imported(file, own.localName.name!) ?? { file, name }
      if (own.importName.kind !== 'Name' || !isRelative(request)) return { file, name }
      return this.#origin(join(dirname(file), request), own.importName.name!)
    }
    for (const { importName, moduleRequest } of exports) {
      if (importName.kind !== 'AllButDefault' || !isRelative(moduleRequest!.value)) continue
      const origin = this.#origin(join(dirname(file), moduleRequest!.value), name)
      if (origin !== null) return origin
    }
    return null
  }

  /** What is imported under that name only to be exported again. */
  #imported(file: string, local: string): Origin | null {
    for (const { moduleRequest, entries } of this.#parsed(file).module.staticImports) {
      const entry = entries.find(({ localName }) => localName.value === local)
      if (entry?.importName.kind === 'Name' && isRelative(moduleRequest.value))
        return this.#origin(join(dirname(file), moduleRequest.value), entry.importName.name!)
    }
    return null
  }

  #parsed(file: string) {
    let parsed = this.#modules.get(file)
    if (parsed === undefined) {
      const code = readFileSync(file, 'utf8')
      parsed = { code, module: parseSync(file, code).module }
      this.#modules.set(file, parsed)
    }
    return parsed
  }
}
