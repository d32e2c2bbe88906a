import type { PluginInfo, PluginKind } from '../../src/api/index.ts'
import { type CatalogueEntry, type DefinitionOf, passwordKeys } from '../../src/plugins/index.ts'

/** A loaded plugin as a catalogue lists it; `version` for one that says none. */
export const entryOf = (definition: PluginInfo, version = '1.0.0'): CatalogueEntry => ({
  kind: definition.kind,
  name: definition.name,
  classes: definition.classes,
  summary: definition.summary,
  version: definition.version ?? version,
  passwords: passwordKeys(definition.config),
  load: () => Promise.resolve(definition as DefinitionOf[PluginKind]),
})
