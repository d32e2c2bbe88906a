import { builtins } from '../../../src/app/catalogue.generated.ts'
import { Catalogue, type CatalogueEntry } from '../../../src/plugins/index.ts'

const names = [
  'source file-source',
  'source datagen',
  'converter avro',
  'sink file-sink',
  'transformation cast',
  'transformation extract-field',
  'transformation filter',
  'transformation hoist-field',
  'transformation regex-router',
  'predicate record-is-tombstone',
  'converter json',
  'converter string',
]

/** A few real plugins: messages that list names do not change when a plugin is added. */
export const fewPlugins = new Catalogue(
  builtins.filter((entry: CatalogueEntry) => names.includes(`${entry.kind} ${entry.name}`)),
)
