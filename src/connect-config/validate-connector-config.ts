import type { Connector, SourceConnector } from '../api/index.ts'
import type { ConfigDef, ConfigValue } from '../config/index.ts'
import { type Catalogue, versionProblem } from '../plugins/index.ts'
import { BadRequestException } from './bad-request.ts'
import { type ClientKind, clientOverrideInfos, clientsOf } from './client-overrides.ts'
import { type ConfigInfo, type ConfigInfos, configKeyInfo, configValueInfo } from './config-infos.ts'
import { converterInfos } from './converter-infos.ts'
import { enrichedConfigDef, versionMismatchConfigDef } from './enriched-config-def.ts'
import { type InstalledPlugin, InstalledPlugins } from './installed-plugins.ts'
import type { OverridePolicy } from './override-policy.ts'
import { addError, checkSinkGroup, checkSinkTopics, plainValue } from './sink-rules.ts'
import { checkExactlyOnce } from './source-rules.ts'

type Config = Readonly<Record<string, string | null>>

/** What validation needs to know of the worker. */
export interface ValidationWorker {
  readonly isDistributed: boolean
  /** Default true. */
  readonly topicCreationEnable?: boolean
  /** `group.id` of a distributed worker. */
  readonly groupId?: string
  /** `exactly.once.source.support=enabled`. Default false. */
  readonly isExactlyOnceEnabled?: boolean
  /** Default: everything may be overridden. */
  readonly overridePolicy?: OverridePolicy
  /** Classes of the worker's converters. Default: JSON, and the simple header converter. */
  readonly converters?: { readonly key?: string; readonly value?: string; readonly header?: string }
}

export interface ValidationContext {
  readonly catalogue: Catalogue
  readonly worker: ValidationWorker
  /** Whether a class that is no plugin exists nevertheless; decides the error text alone. Default: none does. */
  readonly classExists?: (name: string) => boolean
}

const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter'
const SIMPLE_HEADER_CONVERTER = 'org.apache.kafka.connect.storage.SimpleHeaderConverter'

/**
 * Checks a whole connector configuration as `PUT /connector-plugins/x/config/validate` does (S12.16): the framework's keys, the
 * connector's, those of its SMTs, predicates and converters, and client overrides. Config providers must have been applied. User mistakes
 * are in the result; BadRequestException only when there is no connector to ask, ConfigException for a client override of the wrong type.
 */
export async function validateConnectorConfig(config: Config, context: ValidationContext): Promise<ConfigInfos> {
  const className = config['connector.class']
  if (className === null || className === undefined)
    throw new BadRequestException(`Connector config ${mapText(config)} contains no connector type`)
  const converters = {
    key: context.worker.converters?.key ?? JSON_CONVERTER,
    value: context.worker.converters?.value ?? JSON_CONVERTER,
    header: context.worker.converters?.header ?? SIMPLE_HEADER_CONVERTER,
  }
  const workerClasses = Object.fromEntries(Object.entries(converters).map(([key, name]) => [`${key}.converter`, name]))
  const plugins = await InstalledPlugins.load(context.catalogue, config, workerClasses)
  const version = config['connector.plugin.version']
  const connector = plugins.find('source', className.trim(), version) ?? plugins.find('sink', className.trim(), version)
  if (connector === undefined) throw unknownConnector(className, plugins)
  const mismatch = versionMismatch(connector, config)
  if (mismatch !== null) return mismatchInfos(className, connector, config, mismatch)
  return validateFor(
    className,
    connector,
    config,
    context,
    plugins,
    enrichedConfigDef(connector, config, plugins, converters),
  )
}

async function validateFor(
  className: string,
  plugin: InstalledPlugin<'source'> | InstalledPlugin<'sink'>,
  config: Config,
  context: ValidationContext,
  plugins: InstalledPlugins,
  framework: ConfigDef,
): Promise<ConfigInfos> {
  const connector: Connector = plugin.definition.connector()
  const values = frameworkValues(framework, config, context, plugins)
  checkByType(plugin, connector, config, context, values)
  for (const [key, value] of Object.entries(config)) if (value === null) addNullError(values, key)
  const own = plugin.definition.config.validate(config)
  await connector.validate?.(config as Readonly<Record<string, string>>, own)
  const keys = { ...framework.keys, ...plugin.definition.config.keys }
  const configs = mergedInfos(keys, [...values.values(), ...own])
  const overrides = overrideInfos(plugin.definition.kind, config, context)
  const converters = converterInfos(config, values, plugins)
  const groups = [
    ...Object.values(keys).flatMap(({ group }) => group ?? []),
    ...converters.flatMap((infos) => infos.groups),
  ]
  return result(className, groups, [...configs, ...overrides, ...converters.flatMap((infos) => infos.configs)])
}

/** Class values come out as canonical class names, whatever name the user chose. */
function frameworkValues(
  framework: ConfigDef,
  config: Config,
  context: ValidationContext,
  plugins: InstalledPlugins,
): Map<string, ConfigValue> {
  const classExists = (name: string) =>
    plugins.classNameOf(name) !== undefined ||
    isAbstractTransform(name, plugins) ||
    context.classExists?.(name) === true
  const values = framework.validate(config, { classExists })
  for (const value of values)
    if (framework.keys[value.name]?.type === 'CLASS' && typeof value.value === 'string')
      value.value = plugins.classNameOf(value.value) ?? value.value
  return new Map(values.map((value) => [value.name, value]))
}

const isAbstractTransform = (name: string, plugins: InstalledPlugins) =>
  plugins.classNames('transformation').some((each) => each.startsWith(`${name}$`))

function checkByType(
  plugin: InstalledPlugin<'source'> | InstalledPlugin<'sink'>,
  connector: Connector,
  config: Config,
  { worker }: ValidationContext,
  values: Map<string, ConfigValue>,
): void {
  if (plugin.definition.kind === 'sink') {
    checkSinkTopics(config, values)
    if (worker.isDistributed && worker.groupId !== undefined) checkSinkGroup(config, values, worker.groupId)
  } else if (worker.isDistributed) {
    const props = config as Readonly<Record<string, string>>
    checkExactlyOnce(connector as SourceConnector, props, values, worker.isExactlyOnceEnabled ?? false)
  }
}

function addNullError(values: Map<string, ConfigValue>, key: string): void {
  if (!values.has(key)) values.set(key, plainValue(key, null))
  addError(values, key, 'Null value can not be supplied as the configuration value.')
}

/** One entry a key, in the order of the keys; values without a key come first. Of two values of a key the later counts. */
function mergedInfos(keys: ConfigDef['keys'], values: readonly ConfigValue[]): ConfigInfo[] {
  const byName = new Map(values.map((value) => [value.name, value]))
  const unknown = values.filter(({ name }) => !Object.hasOwn(keys, name))
  return [
    ...unknown.map((value) => ({ definition: null, value: configValueInfo(value, undefined) })),
    ...Object.entries(keys).map(([name, key]) => ({
      definition: configKeyInfo(name, key),
      value: configValueInfo(byName.get(name) ?? plainValue(name, null), key),
    })),
  ]
}

function overrideInfos(type: 'source' | 'sink', config: Config, { worker }: ValidationContext): ConfigInfo[] {
  const policy = worker.overridePolicy ?? { name: 'All' }
  return clientsOf(type, config, worker.isDistributed).flatMap((client: ClientKind) =>
    clientOverrideInfos(client, config, policy),
  )
}

function versionMismatch(connector: InstalledPlugin, config: Config): string | null {
  try {
    return versionProblem(connector.className, config['connector.plugin.version'], connector.versions)
  } catch (error) {
    throw new BadRequestException((error as Error).message, error)
  }
}

function mismatchInfos(className: string, connector: InstalledPlugin, config: Config, problem: string): ConfigInfos {
  const definition = versionMismatchConfigDef(connector)
  const values = definition.validate(config)
  for (const { name, errorMessages } of values)
    if (name === 'connector.class' || name === 'connector.plugin.version') errorMessages.push(problem)
  const groups = Object.values(definition.keys).flatMap(({ group }) => group ?? [])
  return result(className, groups, mergedInfos(definition.keys, values))
}

const result = (name: string, groups: readonly string[], configs: readonly ConfigInfo[]): ConfigInfos => ({
  name,
  error_count: configs.reduce((count, { value }) => count + value.errors.length, 0),
  groups: [...new Set(groups)],
  configs,
})

function unknownConnector(className: string, plugins: InstalledPlugins): BadRequestException {
  const known = plugins
    .connectors()
    .map(
      ({ className: name, type, version }) =>
        `PluginDesc{klass=class ${name}, name='${name}', version='${version}', encodedVersion=${version}, type=${type}, typeName='${type}', location='classpath'}`,
    )
  return new BadRequestException(
    `Failed to find any class that implements Connector and which name matches ${className}, available connectors are: ${known.join(', ')}`,
  )
}

/** As a Java map prints itself, in its order. */
const mapText = (config: Config) =>
  `{${Object.entries(config)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')}}`
