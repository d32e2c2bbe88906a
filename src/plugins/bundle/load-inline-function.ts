import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ConnectException, DataException } from '../../errors/index.ts'
import type { InlineFunction } from '../../spec/index.ts'
import { assertBundleFits } from './bundle-header.ts'
import { importModule } from './import-module.ts'

export type BundleSource = { readonly code: string } | { readonly path: string }

export interface LoadOptions {
  /** URL of the module that `import 'sluiceway'` gives. Default: this copy's index. */
  readonly apiUrl?: string
}

/**
 * Finds an inline function in a bundle: `pointer` is `transforms.<alias>.function`, a place such as `/source/transforms/parse` in the module's
 * default export. The module is evaluated once a thread. Rejects with SLW3003 for a bundle of another API version and with
 * ConnectException when the function is not there. The function given throws DataException for a result that is no record.
 */
export async function loadInlineFunction(
  bundle: BundleSource,
  pointer: string,
  options: LoadOptions = {},
): Promise<InlineFunction> {
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.path, 'utf8')
  assertBundleFits(code)
  const hash = createHash('sha256').update(code).digest('hex')
  const module = await importModule(hash, code, options.apiUrl)
  const found = follow(module['default'], pointer.split('/').slice(1).map(unescapePart))
  if (typeof found !== 'function')
    throw new ConnectException(`The bundle ${hash.slice(0, 12)} has no function at ${pointer}.`)
  return checked(found as InlineFunction, pointer)
}

const unescapePart = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~')

/** Steps of a chain are found by alias, everything else by key. */
function follow(value: unknown, [part, ...rest]: readonly string[]): unknown {
  if (part === undefined) return inlineOf(value)
  if (typeof value !== 'object' || value === null) return undefined
  if (part === 'transforms' && rest.length > 0) {
    const steps = (value as Record<string, unknown>)['transforms']
    const step = Array.isArray(steps) ? steps.find((each) => (each as { name?: unknown }).name === rest[0]) : undefined
    return follow(step, rest.slice(1))
  }
  return follow((value as Record<string, unknown>)[part], rest)
}

const inlineOf = (step: unknown) =>
  typeof step === 'object' && step !== null ? (step as { inline?: unknown }).inline : undefined

function checked(inline: InlineFunction, pointer: string): InlineFunction {
  return (record) => {
    const result: unknown = inline(record)
    if (result === null) return null
    if (typeof result === 'object' && 'topic' in result && 'with' in result) return result as typeof record
    const what = result === undefined ? 'nothing' : result instanceof Promise ? 'a promise' : 'something else'
    throw new DataException(
      `The inline function ${pointer} must return a record, or null to drop it, but it returned ${what}.`,
    )
  }
}
