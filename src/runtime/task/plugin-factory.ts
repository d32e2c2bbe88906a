import type {
  Converter,
  ConverterContext,
  HeaderConverter,
  Predicate,
  SinkDefinition,
  SourceDefinition,
  Transformation,
  Variant,
} from '../../api/index.ts'
import { ConfigException, ConnectException } from '../../errors/index.ts'
import {
  type Catalogue,
  type CatalogueEntry,
  chooseVersion,
  converterVersion,
  type DefinitionOf,
  INLINE_CLASS,
  type Resolved,
  type VersionChoice,
} from '../../plugins/index.ts'
import { placeOf } from '../error/retry-with-tolerance.ts'
import type { PluginSpec, TaskSpec } from '../host/host-api.ts'
import type { ConfiguredConverter, TaskPlugins } from './chain/task-chain.ts'
import type { ConfiguredTransformation } from './chain/transform-step.ts'

/** Makes a transformation of a function that a pipeline file holds. */
export interface InlineFunctions {
  transformation(props: Readonly<Record<string, string>>): Promise<Transformation>
  predicate(props: Readonly<Record<string, string>>): Promise<Predicate>
}

export interface PluginFactoryDeps {
  readonly catalogue: Catalogue
  readonly inline: InlineFunctions
  readonly converterContext: (isKey: boolean) => ConverterContext
}

type Props = Readonly<Record<string, string>>

type ConnectorPlugin =
  | { readonly definition: SourceDefinition; readonly version: string }
  | { readonly definition: SinkDefinition; readonly version: string }

/** Finds plugins in the catalogue and configures them, with Connect's error texts. */
export class PluginFactory {
  readonly #deps: PluginFactoryDeps

  constructor(deps: PluginFactoryDeps) {
    this.#deps = deps
  }

  /** The connector in the version that its configuration asks for. */
  async connector(className: string, config: Props): Promise<ConnectorPlugin> {
    const entry = this.#connector(className, config)
    if (entry === undefined)
      throw new ConnectException(
        `Failed to find any class that implements Connector and which name matches ${className}`,
      )
    return { definition: await entry.load(), version: entry.version } as ConnectorPlugin
  }

  #connector(className: string, config: Props): CatalogueEntry<'source' | 'sink'> | undefined {
    const resolved = this.#deps.catalogue.resolveConnector(className.trim())
    return resolved && chooseVersion<'source' | 'sink'>(resolved, { version: config['connector.plugin.version'] }).entry
  }

  async plugins(
    spec: Pick<TaskSpec, 'connectorConfig' | 'keyConverter' | 'valueConverter' | 'headerConverter'>,
  ): Promise<TaskPlugins> {
    const beside = this.#connector(spec.connectorConfig['connector.class'] ?? '', spec.connectorConfig)?.module
    const [keyConverter, valueConverter, headerConverter, transformations] = await Promise.all([
      this.converter(spec.keyConverter, true, 'key', beside),
      this.converter(spec.valueConverter, false, 'value', beside),
      this.#headerConverter(spec.headerConverter, beside),
      this.#transformations(spec.connectorConfig, beside),
    ])
    return { keyConverter, valueConverter, headerConverter, transformations }
  }

  /**
   * A converter of that class. `converter.type` is the framework's to set: the converter's settings begin with it (`ConverterConfig`).
   * @param beside - module of the connector
   */
  async converter(
    spec: PluginSpec,
    isKey: boolean,
    type: 'key' | 'value' | 'header' = isKey ? 'key' : 'value',
    beside?: string,
  ): Promise<ConfiguredConverter<Converter>> {
    const { definition, resolved } = await this.#load('converter', spec.className, choiceOf(spec, beside))
    const context = this.#deps.converterContext(isKey)
    const props = { ...spec.props, 'converter.type': type }
    return {
      className: resolved.className,
      converter: definition.create(definition.config.parse(props), context, props),
    }
  }

  async #headerConverter(spec: PluginSpec, beside: string | undefined): Promise<ConfiguredConverter<HeaderConverter>> {
    const { className, props } = spec
    if (this.#deps.catalogue.resolve('header_converter', className)) {
      const { definition, resolved } = await this.#load('header_converter', className, choiceOf(spec, beside))
      const settings = { ...props, 'converter.type': 'header' }
      return {
        className: resolved.className,
        converter: definition.create(definition.config.parse(settings), settings),
      }
    }
    const { className: name, converter } = await this.converter(spec, false, 'header', beside)
    return { className: name, converter: headerConverterOf(converter) }
  }

  async #transformations(config: Props, beside: string | undefined): Promise<readonly ConfiguredTransformation[]> {
    const aliases = listOf(config['transforms'])
    const transformations: ConfiguredTransformation[] = []
    for (const alias of aliases) transformations.push(await this.#transformation(alias, config, beside))
    return transformations
  }

  async #transformation(alias: string, config: Props, beside: string | undefined): Promise<ConfiguredTransformation> {
    const { type, predicate: predicateAlias, negate, ...props } = withPrefix(config, `transforms.${alias}.`)
    if (type === undefined) throw missing(`transforms.${alias}.type`)
    const isNegated = (negate ?? 'false').trim().toLowerCase() === 'true'
    if (predicateAlias === undefined && negate !== undefined && isNegated)
      throw new ConfigException(
        `Invalid value ${negate} for configuration transforms.${alias}.negate: there is no config 'predicate' to negate.`,
      )
    const predicate = predicateAlias === undefined ? null : await this.#predicate(predicateAlias.trim(), config, beside)
    if (type.trim() === INLINE_CLASS) {
      const transformation = await this.#deps.inline.transformation(props)
      return { place: placeOf('TRANSFORMATION', INLINE_CLASS, alias), transformation, predicate, negate: isNegated }
    }
    const choice = { version: props['plugin.version'], beside }
    const { definition, resolved } = await this.#load('transformation', type, choice)
    const variant: Variant = resolved.className.endsWith('$Key') ? 'key' : 'value'
    const transformation = definition.create(definition.config.parse(props), { variant }, props)
    return { place: placeOf('TRANSFORMATION', resolved.className, alias), transformation, predicate, negate: isNegated }
  }

  async #predicate(alias: string, config: Props, beside: string | undefined): Promise<Predicate> {
    const { type, ...props } = withPrefix(config, `predicates.${alias}.`)
    if (type === undefined) throw missing(`predicates.${alias}.type`)
    if (type.trim() === INLINE_CLASS) return this.#deps.inline.predicate(props)
    const { definition } = await this.#load('predicate', type, { version: props['plugin.version'], beside })
    return definition.create(definition.config.parse(props))
  }

  async #load<K extends 'transformation' | 'predicate' | 'converter' | 'header_converter'>(
    kind: K,
    className: string,
    choice: VersionChoice,
  ): Promise<{ definition: DefinitionOf[K]; resolved: Resolved<K> }> {
    const found = this.#deps.catalogue.resolve(kind, className.trim())
    if (found === undefined) throw new ConfigException(`Class ${className} could not be found.`)
    const resolved = chooseVersion(found, choice)
    return { definition: await resolved.entry.load(), resolved }
  }
}

/** What a connector brings along goes before newer versions where the connector's configuration names the converter, not the worker's. */
export const choiceOf = ({ props, isWorkers }: PluginSpec, beside: string | undefined): VersionChoice =>
  converterVersion(props['plugin.version'], isWorkers === true ? undefined : beside)

export const listOf = (text: string | undefined): string[] =>
  [...new Set((text ?? '').split(',').map((each) => each.trim()))].filter((each) => each !== '')

/** The entries whose key begins with `prefix`, the prefix cut off. */
export function withPrefix(config: Props, prefix: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : [],
    ),
  )
}

const missing = (key: string) =>
  new ConfigException(`Missing required configuration "${key}" which has no default value.`)

/** Connect's own converters convert headers too (`Converter` and `HeaderConverter` in one class). */
function headerConverterOf(converter: Converter): HeaderConverter {
  const atOnce = <T>(value: T | Promise<T>): T => {
    if (value instanceof Promise) throw new ConnectException('This converter cannot convert headers')
    return value
  }
  return {
    fromConnectHeader: (topic, _name, schema, value) => atOnce(converter.fromConnectData(topic, schema, value)),
    toConnectHeader: (topic, _name, bytes) => atOnce(converter.toConnectData(topic, bytes)),
    close: () => converter.close?.(),
  }
}
