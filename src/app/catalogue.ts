import { existsSync } from 'node:fs'
import { Catalogue } from '../plugins/index.ts'
import type { CatalogueSource } from '../runtime/index.ts'
import { builtins } from './catalogue.generated.ts'

let catalogue: Catalogue | undefined

/** The plugins that come with this package. */
export function builtinCatalogue(): Catalogue {
  catalogue ??= new Catalogue(builtins)
  return catalogue
}

/** The same catalogue for task hosts, which load it in their own threads. */
export const catalogueSource: CatalogueSource = { module: moduleForHosts(), export: 'builtinCatalogue' }

/** In the packed package the copy that was built together with the host's entry: both must share one set of classes. */
function moduleForHosts(): string {
  const prebuilt = new URL('../../host/catalogue.js', import.meta.url)
  return import.meta.url.endsWith('.js') && existsSync(prebuilt) ? prebuilt.href : import.meta.url
}
