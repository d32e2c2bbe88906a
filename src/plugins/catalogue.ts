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
  /** Its code runs in task hosts alone: `load` rejects here. */
  readonly isElsewhere?: boolean
  /** Loads the definition; the same object each time. */
  load(): Promise<DefinitionOf[K]>
}

/** `CatalogueEntry.passwords` of a plugin with that configuration. */
export const passwordKeys = (config: ConfigDef): string[] =>
  Object.entries(config.keys).flatMap(([name, { type }]) => (type === 'PASSWORD' ? [name] : []))

/** A resolved reference to a plugin: the entry and the class name that was meant (`Cast$Key` picks the variant). */
export interface Resolved<K extends PluginKind = PluginKind> {
  readonly entry: CatalogueEntry<K>
  readonly className: string
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

  /** These plugins and more; of two versions of a class the newer one counts. */
  with(more: readonly CatalogueEntry[]): Catalogue {
    return more.length === 0 ? this : new Catalogue([...this.#entries, ...more])
  }

  /** undefined when unknown or ambiguous. */
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
    if (known === undefined || (known?.entry === entry && known.className === className)) {
      this.#byName.set(key, { entry, className })
    } else if (known?.className === className) {
      if (compareVersions(entry.version, known.entry.version) > 0) this.#byName.set(key, { entry, className })
    } else {
      this.#byName.set(key, null)
    }
  }
}
