import { Catalogue } from '../plugins/index.ts'
import { modulePath } from '../plugins/prebuilt.ts'
import type { CatalogueSource } from '../runtime/index.ts'
import { builtins } from './catalogue.generated.ts'

let catalogue: Catalogue | undefined

/** The plugins that come with this package. */
export function builtinCatalogue(): Catalogue {
  catalogue ??= new Catalogue(builtins)
  return catalogue
}

/** The same catalogue for task hosts, which load it in their own threads. */
export const catalogueSource: CatalogueSource = {
  module: modulePath('catalogue', new URL(import.meta.url)).href,
  export: 'builtinCatalogue',
}
