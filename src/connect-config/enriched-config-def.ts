import { ConfigDef, type ConfigKey } from '../config/index.ts'
import { type ConverterChoice, converterChoice, converterClassCheck, recommend, versionCheck } from './class-keys.ts'
import { connectorConfig } from './connector-config.ts'
import { versionVisibility } from './converter-keys.ts'
import { embeddedKeys } from './embedded-keys.ts'
import { extensionConfigOf, extensionKeysIn } from './extension-config.ts'
import type { InstalledPlugin, InstalledPlugins } from './installed-plugins.ts'
import { pluginVersionValidator } from './plugin-version.ts'
import { sinkConnectorConfig } from './sink-connector-config.ts'
import { sourceConnectorConfig } from './source-connector-config.ts'

type Config = Readonly<Record<string, string | null>>

export interface WorkerConverters {
  readonly key: string
  readonly value: string
  readonly header: string
}

/** The framework's keys for one configuration: with the plugins that it names, their versions, and the worker's converters as defaults. */
export function enrichedConfigDef(
  connector: InstalledPlugin<'source'> | InstalledPlugin<'sink'>,
  config: Config,
  plugins: InstalledPlugins,
  worker: WorkerConverters,
): ConfigDef {
  const base: ConfigDef = connector.definition.kind === 'sink' ? sinkConnectorConfig : sourceConnectorConfig
  const replaced: Record<string, ConfigKey> = { 'connector.plugin.version': connectorVersionKey(connector) }
  for (const family of ['key', 'value', 'header'] as const)
    Object.assign(replaced, converterKeys(family, config, plugins, worker[family]))
  const { kind } = connector.definition
  const extensions = Object.fromEntries(
    extensionKeysIn(kind, config).map((name) => [name, extensionConfigOf(kind).keys[name]!]),
  )
  return new ConfigDef({ ...base.keys, ...extensions, ...replaced }).merge(embeddedKeys(config, plugins))
}

/** The keys without anything that depends on the connector: for a connector version that is not there. */
export function versionMismatchConfigDef(connector: InstalledPlugin): ConfigDef {
  return new ConfigDef({ ...connectorConfig.keys, 'connector.plugin.version': connectorVersionKey(connector) })
}

const connectorVersionKey = (connector: InstalledPlugin): ConfigKey => ({
  ...connectorConfig.keys['connector.plugin.version'],
  default: connector.version,
  recommender: recommend(connector.versions),
})

function converterKeys(
  family: ConverterChoice['family'],
  config: Config,
  plugins: InstalledPlugins,
  fallback: string,
): Record<string, ConfigKey> {
  const classKey = `${family}.converter` as const
  const versionName = `${classKey}.plugin.version` as const
  const own = config[classKey]?.trim()
  // Without a class it says nothing of the worker's converter.
  const versionText = own === undefined ? null : (config[versionName] ?? null)
  const choice = converterChoice(plugins, family, own ?? fallback, versionText)
  const { plugin } = choice
  return {
    [classKey]: {
      ...connectorConfig.keys[classKey],
      default: plugins.classNameOf(fallback) ?? fallback,
      validator: converterClassCheck(plugins, family, versionText),
      recommender: recommend(plugins.classNames(family === 'header' ? 'header_converter' : 'converter')),
    },
    [versionName]: {
      ...connectorConfig.keys[versionName],
      default: plugin?.version ?? null,
      validator: own === undefined ? pluginVersionValidator : versionCheck(plugin?.className ?? '', choice.versions),
      recommender: {
        ...versionVisibility(classKey),
        validValues: () => plugin?.versions ?? [],
      },
    },
  }
}
