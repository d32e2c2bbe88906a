import type { PluginInfo, PluginKind } from '../../api/index.ts'
import type { Catalogue, CatalogueEntry, DefinitionOf } from '../../plugins/index.ts'
import type { FileModel } from '../file-model.ts'
import type { Report } from '../report.ts'

export type Tree = Readonly<Record<string, unknown>>

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textIn = (tree: Tree, key: string): string | null => {
  const value = tree[key]
  return typeof value === 'string' && value !== '' ? value : null
}

/** What is shared while one pipeline is resolved. */
export interface ResolveContext {
  readonly catalogue: Catalogue
  readonly model: FileModel
  readonly report: Report
  /** Definitions of the plugins in use, by the pointer of the entry that uses them. */
  readonly definitions: Map<string, UsedPlugin>
  /** Module of the connector whose chain is looked at (`CatalogueEntry.module`). */
  readonly beside?: string
}

export interface UsedPlugin<K extends PluginKind = PluginKind> {
  readonly entry: CatalogueEntry<K>
  readonly definition: DefinitionOf[K] & PluginInfo
}
