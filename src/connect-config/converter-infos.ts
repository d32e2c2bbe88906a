import type { ConfigValue } from '../config/index.ts'
import { type ConverterChoice, converterChoice } from './class-keys.ts'
import { type ConfigInfo, configKeyInfo, configValueInfo } from './config-infos.ts'
import { withoutPrefix } from './embedded-keys.ts'
import type { InstalledPlugins } from './installed-plugins.ts'

type Config = Readonly<Record<string, string | null>>

export interface PrefixedInfos {
  readonly configs: readonly ConfigInfo[]
  readonly groups: readonly string[]
}

const none: PrefixedInfos = { configs: [], groups: [] }
/** In the order in which a Java worker answers. */
const families: readonly ConverterChoice['family'][] = ['header', 'key', 'value']

/** The settings of the converters that the connector itself sets, with their prefixes; nothing for the worker's. */
export const converterInfos = (
  config: Config,
  values: ReadonlyMap<string, ConfigValue>,
  plugins: InstalledPlugins,
): PrefixedInfos[] => families.map((family) => familyInfos(family, config, values, plugins))

function familyInfos(
  family: ConverterChoice['family'],
  config: Config,
  values: ReadonlyMap<string, ConfigValue>,
  plugins: InstalledPlugins,
): PrefixedInfos {
  const classKey = `${family}.converter`
  const name = config[classKey]?.trim()
  const isBad = [classKey, `${classKey}.plugin.version`].some((key) => values.get(key)?.errorMessages.length !== 0)
  const version = config[`${classKey}.plugin.version`] ?? null
  const plugin = name === undefined || isBad ? undefined : converterChoice(plugins, family, name, version).plugin
  if (plugin === undefined) return none
  const prefix = `${classKey}.`
  const definition = plugin.definition.config
  const found = definition.validate({ 'converter.type': family, ...withoutPrefix(config, prefix) })
  return {
    groups: [...new Set(Object.values(definition.keys).flatMap(({ group }) => group ?? []))],
    configs: found.map((value) => {
      const key = definition.keys[value.name]
      return {
        definition:
          key === undefined
            ? null
            : { ...configKeyInfo(prefix + value.name, key), display_name: key.displayName ?? value.name },
        value: configValueInfo({ ...value, name: prefix + value.name }, key),
      }
    }),
  }
}
