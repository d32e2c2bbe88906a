import { isBuiltin, registerHooks } from 'node:module'
import { extname } from 'node:path'
import { modulePath } from '../prebuilt.ts'

const scheme = 'sluiceway-bundle:'

/** Code of loaded bundles by URL. A module stays loaded for the life of its thread, so its code may too. */
const codeByUrl = new Map<string, string>()
let isHooked = false

/** The code behind a module URL of this thread. */
export const codeOf = (url: string): string | undefined => codeByUrl.get(url)

/** Module of the public API that bundles of this process share: the copy that runs. */
export const defaultApiUrl = (): string =>
  modulePath('index', new URL(`../../index${extname(import.meta.url)}`, import.meta.url)).href

/**
 * Imports an ES module from text. `import ... from 'sluiceway'` inside it gives the module at `apiUrl`, Node's own modules are as usual, and
 * nothing else can be imported: a bundle holds the rest. `name` identifies the text; the same name gives the same module.
 */
export async function importModule(
  name: string,
  code: string,
  apiUrl: string = defaultApiUrl(),
): Promise<Record<string, unknown>> {
  const url = `${scheme}${encodeURIComponent(name)}?api=${encodeURIComponent(apiUrl)}`
  codeByUrl.set(url, code)
  hook()
  return (await import(/* @vite-ignore */ url)) as Record<string, unknown>
}

function hook(): void {
  if (isHooked) return
  isHooked = true
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier.startsWith(scheme)) return { url: specifier, format: 'module', shortCircuit: true }
      if (!context.parentURL?.startsWith(scheme)) return next(specifier, context)
      if (specifier === 'sluiceway') return next(apiOf(context.parentURL), { ...context, parentURL: import.meta.url })
      if (isBuiltin(specifier)) return next(specifier, { ...context, parentURL: import.meta.url })
      throw new Error(`A bundle imports "${specifier}", which was not bundled.`)
    },
    load(url, context, next) {
      const code = codeByUrl.get(url)
      return code === undefined ? next(url, context) : { format: 'module', source: code, shortCircuit: true }
    },
  })
}

const apiOf = (url: string) => decodeURIComponent(url.slice(url.indexOf('?api=') + '?api='.length))
