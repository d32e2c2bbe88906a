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
export const catalogueSource: CatalogueSource = { module: import.meta.url, export: 'builtinCatalogue' }
