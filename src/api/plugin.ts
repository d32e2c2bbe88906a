import type { ConfigDef } from '../config/index.ts'

/** In the order in which they are looked for and listed. */
export const pluginKinds = ['source', 'sink', 'transformation', 'predicate', 'converter', 'header_converter'] as const
export type PluginKind = (typeof pluginKinds)[number]

/** One configuration that the reference page shows and CI runs. */
export interface PluginExample {
  /** What it does, one sentence. */
  readonly title: string
  readonly config: Readonly<Record<string, string | number | boolean | readonly string[]>>
  /** What goes in; the page shows what comes out. */
  readonly given?: ExampleRecord
}

/** A record as `sluiceway/testing` writes it: plain values, schemas in short. */
export interface ExampleRecord {
  readonly topic?: string
  readonly timestamp?: number
  readonly key?: unknown
  readonly keySchema?: unknown
  readonly value?: unknown
  readonly valueSchema?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What every plugin says of itself. Names, types, docs, forms and completions are generated from this. */
export interface PluginInfo {
  readonly kind: PluginKind
  /** Short name in pipeline files, kebab-case: `regex-router`, `file-source`. Unique within the kind. */
  readonly name: string
  /**
   * Java class names that mean this plugin, the canonical one first. For SMTs with variants use `variants` instead.
   * Simple names and names without the suffix `Connector` are derived, not listed.
   */
  readonly classes: readonly string[]
  /** `pipeline plugins list` and reference pages; one sentence. */
  readonly summary: string
  /** Default: the version of sluiceway. */
  readonly version?: string
  readonly config: ConfigDef
  /** Prefixes of keys that are accepted beside those of `config`, for example properties of a driver. Default: none. */
  readonly openPrefixes?: readonly string[]
  readonly examples?: readonly PluginExample[]
}

const brand = Symbol.for('sluiceway.plugin')

/** Marks a definition, so that discovery finds it among a module's exports. Used by the `define*` functions. */
export function branded<P extends PluginInfo>(definition: P): P {
  return Object.defineProperty(definition, brand, { value: true })
}

export const isPlugin = (value: unknown): value is PluginInfo =>
  typeof value === 'object' && value !== null && brand in value
