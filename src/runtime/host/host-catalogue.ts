import { Catalogue } from '../../plugins/index.ts'
import { describedEntry } from '../../plugins/plugin-path/index.ts'
import type { ControlApi, HostInit } from './host-api.ts'
import type { Remote } from './rpc.ts'

/** Code of a bundled module, by its hash. */
export const moduleCode = async (control: Remote<ControlApi>, hash: string) =>
  new TextDecoder().decode(await control.bundle(hash))

/** The plugins that this thread can make: those of the worker's program, and those on its `plugin.path`. */
export async function loadCatalogue(
  { module, export: name, added = [] }: HostInit['catalogue'],
  control: Remote<ControlApi>,
): Promise<Catalogue> {
  const loaded = (await import(module)) as Record<string, unknown>
  const found = loaded[name]
  const catalogue: unknown = typeof found === 'function' ? await found() : found
  if (catalogue instanceof Catalogue)
    return catalogue.with(added.map((each) => describedEntry(each, (hash) => moduleCode(control, hash))))
  throw new Error(`${module} has no catalogue as its export '${name}'`)
}
