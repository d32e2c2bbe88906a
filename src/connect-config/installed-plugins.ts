import type { PluginInfo, PluginKind } from '../api/index.ts'
import { parseType } from '../config/index.ts'
import {
  type Catalogue,
  type DefinitionOf,
  INLINE_CLASS,
  inlinePredicate,
  inlineTransformation,
} from '../plugins/index.ts'

/** A plugin that a configuration names, ready to be asked. */
export interface InstalledPlugin<K extends PluginKind = PluginKind> {
  /** Canonical Java class name, or the short name of a plugin that has none. */
  readonly className: string
  readonly definition: DefinitionOf[K]
  readonly version: string
}

type Config = Readonly<Record<string, string | null>>

const kinds: readonly PluginKind[] = ['source', 'sink', 'transformation', 'predicate', 'converter', 'header_converter']

/**
 * The plugins that one configuration names, loaded, so that validation itself is synchronous. Names are class names, simple names, pruned
 * names and short names, as the catalogue resolves them.
 */
export class InstalledPlugins {
  readonly #catalogue: Catalogue
  readonly #loaded: ReadonlyMap<string, InstalledPlugin>

  private constructor(catalogue: Catalogue, loaded: ReadonlyMap<string, InstalledPlugin>) {
    this.#catalogue = catalogue
    this.#loaded = loaded
  }

  static async load(catalogue: Catalogue, names: Iterable<string>): Promise<InstalledPlugins> {
    const loaded = inlineFunctions()
    for (const name of new Set(names))
      for (const kind of kinds) {
        const resolved = catalogue.resolve(kind, name)
        if (resolved === undefined) continue
        const definition = await resolved.entry.load()
        loaded.set(`${kind} ${name}`, { className: resolved.className, definition, version: resolved.entry.version })
      }
    return new InstalledPlugins(catalogue, loaded)
  }

  find<K extends PluginKind>(kind: K, name: string): InstalledPlugin<K> | undefined {
    return this.#loaded.get(`${kind} ${name}`) as InstalledPlugin<K> | undefined
  }

  /** A plugin of that name, of whatever kind. */
  findAny(name: string): InstalledPlugin | undefined {
    return kinds.map((kind) => this.#loaded.get(`${kind} ${name}`)).find((plugin) => plugin !== undefined)
  }

  /** Class names of a kind, sorted, as validation recommends them. */
  classNames(kind: PluginKind): string[] {
    const entries = this.#catalogue.list(kind)
    return entries.flatMap(({ classes, name }) => (classes.length > 0 ? classes : [name])).sort()
  }

  /** For error texts: the connectors there are, sinks first. */
  connectors(): { readonly className: string; readonly type: 'sink' | 'source'; readonly version: string }[] {
    const of = (type: 'sink' | 'source') =>
      this.#catalogue
        .list(type)
        .flatMap(({ classes, name, version }) =>
          (classes.length > 0 ? classes : [name]).map((className) => ({ className, type, version })),
        )
    return [...of('sink'), ...of('source')]
  }
}

/** Functions of a pipeline's bundle are no plugins of the installation, but may be named like one. */
const inlineFunctions = () =>
  new Map<string, InstalledPlugin>(
    [inlineTransformation, inlinePredicate].map((definition) => [
      `${definition.kind} ${INLINE_CLASS}`,
      { className: INLINE_CLASS, definition, version: '1' },
    ]),
  )

/** Every value of a configuration that may name a plugin. */
export function pluginNamesOf(config: Config, workerClasses: readonly string[]): string[] {
  const keys = ['connector.class', 'key.converter', 'value.converter', 'header.converter']
  for (const family of ['transforms', 'predicates'])
    for (const alias of aliasesOf(config, family)) keys.push(`${family}.${alias}.type`)
  const names = keys.map((key) => config[key]?.trim()).filter((name) => name !== undefined)
  return [...names, ...workerClasses]
}

/** The aliases of `transforms` or `predicates`, none twice. */
export function aliasesOf(config: Config, family: string): string[] {
  const list = parseType(family, config[family] ?? '', 'LIST') as string[]
  return [...new Set(list)]
}

/** Whether a converter can be used for headers. */
export const isHeaderConverter = (definition: PluginInfo): boolean =>
  definition.kind === 'header_converter' ||
  (definition.kind === 'converter' && 'header' in definition && definition.header === true)
