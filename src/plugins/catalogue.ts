import type {
  ConverterDefinition,
  HeaderConverterDefinition,
  PluginKind,
  PredicateDefinition,
  SinkDefinition,
  SourceDefinition,
  TransformationDefinition,
} from '../api/index.ts'
import type { ConfigDef } from '../config/index.ts'
import { nearest } from '../errors/index.ts'
import { compareVersions } from './compare-versions.ts'

export interface DefinitionOf {
  source: SourceDefinition
  sink: SinkDefinition
  transformation: TransformationDefinition
  predicate: PredicateDefinition
  converter: ConverterDefinition
  header_converter: HeaderConverterDefinition
}

/** A plugin as the catalogue lists it: enough to name it; its code is loaded on first use. */
export interface CatalogueEntry<K extends PluginKind = PluginKind> {
  readonly kind: K
  readonly name: string
  /** Java class names, canonical first. */
  readonly classes: readonly string[]
  readonly summary: string
  readonly version: string
  /** Names of its keys of type PASSWORD; what they hold is hidden wherever the plugin is used. */
  readonly passwords: readonly string[]
  /** Of a plugin on `plugin.path`: which module it is from, and with it which version of the package. */
  readonly module?: string
  /** Its code runs in task hosts alone: `load` rejects here. */
  readonly isElsewhere?: boolean
  /** Loads the definition; the same object each time. */
  load(): Promise<DefinitionOf[K]>
}

/** `CatalogueEntry.passwords` of a plugin with that configuration. */
export const passwordKeys = (config: ConfigDef): string[] =>
  Object.entries(config.keys).flatMap(([name, { type }]) => (type === 'PASSWORD' ? [name] : []))

/** A resolved reference to a plugin: the class name that was meant (`Cast$Key` picks the variant), and who has that class. */
export interface Resolved<K extends PluginKind = PluginKind> {
  /** The newest version, until another is chosen. */
  readonly entry: CatalogueEntry<K>
  readonly className: string
  /** Everything that is installed, oldest first; no version twice. */
  readonly versions: readonly CatalogueEntry<K>[]
}

/**
 * All plugins that a process knows, found by short name (`cast`), by Java class name (`org.apache.kafka.connect.transforms.Cast$Value`), by
 * simple name (`Cast$Value`), and for connectors and converters without the suffix `Connector` or `Converter`. A simple or pruned name
 * that means two classes resolves to nothing (S3.7).
 */
export class Catalogue {
  readonly #entries: readonly CatalogueEntry[]
  readonly #byName = new Map<string, Resolved | null>()

  constructor(entries: readonly CatalogueEntry[]) {
    this.#entries = entries
    for (const entry of entries) this.#index(entry)
  }

  list<K extends PluginKind>(kind?: K): readonly CatalogueEntry<K>[] {
    return (
      kind === undefined ? this.#entries : this.#entries.filter((entry) => entry.kind === kind)
    ) as readonly CatalogueEntry<K>[]
  }

  /** These plugins and more. A class may come in several versions; of one version twice the first counts. */
  with(more: readonly CatalogueEntry[]): Catalogue {
    return more.length === 0 ? this : new Catalogue([...this.#entries, ...more])
  }

  /** In its newest version; undefined when unknown or ambiguous. */
  resolve<K extends PluginKind>(kind: K, name: string): Resolved<K> | undefined {
    return (this.#byName.get(`${kind} ${name}`) ?? undefined) as Resolved<K> | undefined
  }

  /** Source or sink, whichever `name` is. */
  resolveConnector(name: string): Resolved<'source'> | Resolved<'sink'> | undefined {
    return this.resolve('source', name) ?? this.resolve('sink', name)
  }

  /** The name that was most likely meant: a short name when `name` looks like one, else a class name. */
  nearest(kind: PluginKind, name: string): string | undefined {
    const entries = this.list(kind)
    return nearest(
      name,
      name.includes('.') ? entries.flatMap((entry) => entry.classes) : entries.map((entry) => entry.name),
    )
  }

  #index(entry: CatalogueEntry): void {
    this.#add(entry, entry.name, entry.classes[0] ?? entry.name)
    for (const className of entry.classes) {
      this.#add(entry, className, className)
      const simple = className.slice(className.lastIndexOf('.') + 1)
      this.#add(entry, simple, className)
      const pruned = simple.replace(/(?:Connector|Converter)$/, '')
      if (pruned !== simple) this.#add(entry, pruned, className)
    }
  }

  #add(entry: CatalogueEntry, name: string, className: string): void {
    const key = `${entry.kind} ${name}`
    const known = this.#byName.get(key)
    if (known === undefined) this.#byName.set(key, { entry, className, versions: [entry] })
    else if (known?.className === className) this.#byName.set(key, withVersion(known, entry))
    else this.#byName.set(key, null)
  }
}

function withVersion(known: Resolved, entry: CatalogueEntry): Resolved {
  if (known.versions.some(({ version }) => compareVersions(version, entry.version) === 0)) return known
  const versions = [...known.versions, entry].sort((a, b) => compareVersions(a.version, b.version))
  return { ...known, entry: versions.at(-1)!, versions }
}
