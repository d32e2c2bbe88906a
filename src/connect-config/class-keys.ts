import type { PluginInfo } from '../api/index.ts'
import { type ConfigKey, type Validator, validator } from '../config/index.ts'
import { ConfigException } from '../errors/index.ts'
import { type InstalledPlugin, type InstalledPlugins, isHeaderConverter } from './installed-plugins.ts'
import { versionOrSyntaxProblem } from './plugin-version.ts'

/** A converter of the connector or, without one, of the worker. */
export interface ConverterChoice {
  readonly family: 'key' | 'value' | 'header'
  readonly plugin: InstalledPlugin<'converter' | 'header_converter'> | undefined
  /** Versions there are; Java lists a class once for each interface that it serves. */
  readonly versions: readonly string[]
}

/** @param version - as it is asked for */
export function converterChoice(
  plugins: InstalledPlugins,
  family: ConverterChoice['family'],
  name: string,
  version: string | null,
): ConverterChoice {
  const converter = plugins.find('converter', name, version)
  const header = family === 'header' ? plugins.find('header_converter', name, version) : undefined
  const isForHeaders = converter !== undefined && isHeaderConverter(converter.definition)
  const plugin = header ?? (family !== 'header' || isForHeaders ? converter : undefined)
  const shown = plugin && versionsShown(plugin.versions, (converter ?? plugin).definition)
  return { family, plugin, versions: shown ?? [] }
}

/** Versions as Java's error texts list them: those of a converter for values and headers come twice. */
export const versionsShown = (versions: readonly string[], definition: PluginInfo): readonly string[] =>
  definition.kind === 'converter' && isHeaderConverter(definition)
    ? versions.flatMap((version) => [version, version])
    : versions

/** The class must be a converter of that family, in a version that `versionText` allows. */
export function converterClassCheck(
  plugins: InstalledPlugins,
  family: ConverterChoice['family'],
  versionText: string | null,
): Validator {
  return validator((_, value) => {
    if (value === null) return
    const name = value as string
    const { plugin, versions } = converterChoice(plugins, family, name, versionText)
    if (plugin === undefined)
      throw new ConfigException(
        `Class class ${plugins.classNameOf(name) ?? name} does not implement the ${family === 'header' ? 'HeaderConverter' : 'Converter'} interface`,
      )
    const problem = versionText === null ? null : versionProblemOf(plugin.className, versionText, versions)
    if (problem !== null) throw new ConfigException(problem)
  }, 'a converter class')
}

/** A malformed range is reported on the version key alone. */
function versionProblemOf(className: string, versionText: string, versions: readonly string[]): string | null {
  const problem = versionOrSyntaxProblem(className, versionText, versions)
  return problem?.startsWith('Plugin ') ? problem : null
}

export function versionCheck(className: string, versions: readonly string[]): Validator {
  return validator((_, value) => {
    const problem = versionOrSyntaxProblem(className, value as string | null, versions)
    if (problem !== null) throw new ConfigException(problem)
  }, 'a version or a range of versions')
}

export const recommend = (values: readonly string[]): NonNullable<ConfigKey['recommender']> => ({
  validValues: () => values,
  visible: () => true,
})
