import { Catalogue } from '../plugins/index.ts'
import { builtins } from './catalogue.generated.ts'

let catalogue: Catalogue | undefined

/** The plugins that come with this package. */
export function builtinCatalogue(): Catalogue {
  catalogue ??= new Catalogue(builtins)
  return catalogue
}
