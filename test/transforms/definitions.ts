import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isPlugin } from '../../src/api/index.ts'
import type { Definition } from './run-case.ts'

const folder = fileURLToPath(new URL('../../transforms/', import.meta.url))

/** Every SMT and predicate of `transforms/`, by Java class name. */
export async function loadDefinitions(): Promise<ReadonlyMap<string, Definition>> {
  const found = new Map<string, Definition>()
  for (const name of readdirSync(folder)) {
    const module = (await import(`${folder}${name}/index.ts`)) as Record<string, unknown>
    for (const exported of Object.values(module)) {
      if (!isPlugin(exported)) continue
      for (const className of exported.classes) found.set(className, exported as Definition)
    }
  }
  return found
}
