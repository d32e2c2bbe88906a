import { type PluginInfo, type PluginKind, pluginKinds } from '../api/index.ts'
import { parseType } from '../config/index.ts'
import { ConfigException } from '../errors/index.ts'
import {
  type Catalogue,
  type CatalogueEntry,
  chooseVersion,
  converterVersion,
  type DefinitionOf,
  INLINE_CLASS,
  inlinePredicate,
  inlineTransformation,
  type VersionChoice,
} from '../plugins/index.ts'

/** A plugin that a configuration names, ready to be asked. */
export interface InstalledPlugin<K extends PluginKind = PluginKind> {
  /** Canonical Java class name, or the short name of a plugin that has none. */
  readonly className: string
  /** In the version that is asked for; when that is not installed, as without a version. */
  readonly definition: DefinitionOf[K]
  /** What is used when no version is asked for. */
  readonly version: string
  /** All that are installed, oldest first. */
  readonly versions: readonly string[]
}

type Config = Readonly<Record<string, string | null>>

/**
 * The plugins that one configuration names, loaded, so that validation itself is synchronous. Names are class names, simple names, pruned
 * names and short names, as the catalogue resolves them.
 */
export class InstalledPlugins {
  readonly #catalogue: Catalogue
  /** By kind, name and version asked for. */
  readonly #loaded: ReadonlyMap<string, InstalledPlugin>
  readonly #classes: ReadonlyMap<string, string>

  private constructor(
    catalogue: Catalogue,
    loaded: ReadonlyMap<string, InstalledPlugin>,
    classes: ReadonlyMap<string, string>,
  ) {
    this.#catalogue = catalogue
    this.#loaded = loaded
    this.#classes = classes
  }

  /** @param workerClasses - converters of the worker, by their keys */
  static async load(catalogue: Catalogue, config: Config, workerClasses: Config): Promise<InstalledPlugins> {
    const loaded = inlineFunctions()
    const classes = new Map([[INLINE_CLASS, INLINE_CLASS]])
    const beside = connectorModule(catalogue, config)
    const uses = [...usesIn(workerClasses, undefined), ...usesIn(config, beside)]
    for (const { name, choice, preferred } of uses)
      for (const kind of pluginKinds) {
        const resolved = catalogue.resolve(kind, name)
        if (resolved === undefined) continue
        const { className } = resolved
        const usual = chooseVersion(resolved, { beside: preferred }).entry
        const definition = await chosenOr(() => chooseVersion(resolved, choice).entry, usual).load()
        const versions = resolved.versions.map((entry) => entry.version)
        loaded.set(keyOf(kind, name, choice.version), { className, definition, version: usual.version, versions })
        if (!classes.has(name)) classes.set(name, className)
      }
    return new InstalledPlugins(catalogue, loaded, classes)
  }

  /** @param version - as the configuration asks for it */
  find<K extends PluginKind>(kind: K, name: string, version?: string | null): InstalledPlugin<K> | undefined {
    return this.#loaded.get(keyOf(kind, name, version)) as InstalledPlugin<K> | undefined
  }

  /** The class in full of a plugin of that name, of whatever kind. */
  classNameOf(name: string): string | undefined {
    return this.#classes.get(name)
  }

  /** Class names of a kind, sorted, as validation recommends them: as often as there are versions. */
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

const keyOf = (kind: PluginKind, name: string, version: string | null | undefined) => `${kind} ${name} ${version ?? ''}`

/** A version that is not installed, and what is no version, is reported where its key is validated. */
function chosenOr(choose: () => CatalogueEntry, fallback: CatalogueEntry): CatalogueEntry {
  try {
    return choose()
  } catch (error) {
    if (error instanceof ConfigException) return fallback
    throw error
  }
}

function connectorModule(catalogue: Catalogue, config: Config): string | undefined {
  const resolved = catalogue.resolveConnector(config['connector.class']?.trim() ?? '')
  if (resolved === undefined) return undefined
  const version = config['connector.plugin.version']
  return chosenOr(() => chooseVersion<'source' | 'sink'>(resolved, { version }).entry, resolved.entry).module
}

/** Functions of a pipeline's bundle are no plugins of the installation, but may be named like one. */
const inlineFunctions = () =>
  new Map<string, InstalledPlugin>(
    [inlineTransformation, inlinePredicate].map((definition) => [
      keyOf(definition.kind, INLINE_CLASS, null),
      { className: INLINE_CLASS, definition, version: '1', versions: ['1'] },
    ]),
  )

interface PluginUse {
  readonly name: string
  readonly choice: VersionChoice
  /** Module that goes first when no version is asked for. */
  readonly preferred: string | undefined
}

/** Every value of a configuration that may name a plugin, with the version that goes with it. */
function usesIn(config: Config, beside: string | undefined): PluginUse[] {
  const use = (key: string, choice: (version: string | null | undefined) => VersionChoice): PluginUse[] => {
    const name = config[key]?.trim()
    return name === undefined ? [] : [{ name, choice: choice(config[versionKeyOf(key)]), preferred: beside }]
  }
  const steps = ['transforms', 'predicates'].flatMap((family) =>
    aliasesOf(config, family).map((alias) => `${family}.${alias}.type`),
  )
  return [
    ...use('connector.class', (version) => ({ version })).map((each) => ({ ...each, preferred: undefined })),
    ...['key.converter', 'value.converter', 'header.converter'].flatMap((key) =>
      use(key, (version) => converterVersion(version, beside)),
    ),
    ...steps.flatMap((key) => use(key, (version) => ({ version, beside }))),
  ]
}

/** `connector.class` goes with `connector.plugin.version`, `transforms.a.type` with `transforms.a.plugin.version`, a converter with what lies below it. */
const versionKeyOf = (key: string) => `${key.replace(/\.(?:class|type)$/, '')}.plugin.version`

/** The aliases of `transforms` or `predicates`, none twice. */
export function aliasesOf(config: Config, family: string): string[] {
  const list = parseType(family, config[family] ?? '', 'LIST') as string[]
  return [...new Set(list)]
}

/** Whether a converter can be used for headers. */
export const isHeaderConverter = (definition: PluginInfo): boolean =>
  definition.kind === 'header_converter' ||
  (definition.kind === 'converter' && 'header' in definition && definition.header === true)
