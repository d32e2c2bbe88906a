import { ConfigDef, type ConfigKey, type ConfigKeys, type Validator, validator } from '../config/index.ts'
import { ConfigException } from '../errors/index.ts'
import { recommend, versionCheck } from './class-keys.ts'
import { aliasesOf, type InstalledPlugin, type InstalledPlugins } from './installed-plugins.ts'
import { versionOrSyntaxProblem } from './plugin-version.ts'

type Config = Readonly<Record<string, string | null>>

interface Family {
  readonly prefix: 'transforms' | 'predicates'
  readonly kind: 'transformation' | 'predicate'
  /** As Java's texts say it. */
  readonly name: 'Transformation' | 'Predicate'
  readonly group: string
}

const transforms: Family = { prefix: 'transforms', kind: 'transformation', name: 'Transformation', group: 'Transforms' }
const predicates: Family = { prefix: 'predicates', kind: 'predicate', name: 'Predicate', group: 'Predicates' }

const predicateKeys = {
  negate: {
    type: 'BOOLEAN',
    default: false,
    importance: 'MEDIUM',
    doc: 'Whether the SMT is applied to the records that do not match its predicate.',
  },
  predicate: {
    type: 'STRING',
    default: null,
    importance: 'MEDIUM',
    doc: 'Alias of the predicate that decides which records the SMT is applied to.',
  },
} as const satisfies Record<string, ConfigKey>

/** The keys of all SMTs and predicates of a configuration, with their prefixes (`ConnectorConfig.enrich`). */
export function embeddedKeys(config: Config, plugins: InstalledPlugins): ConfigDef {
  const keys: Record<string, ConfigKey> = {}
  for (const family of [transforms, predicates])
    for (const alias of aliasesOf(config, family.prefix)) Object.assign(keys, aliasKeys(family, alias, config, plugins))
  return new ConfigDef(keys)
}

function aliasKeys(family: Family, alias: string, config: Config, plugins: InstalledPlugins): ConfigKeys {
  const prefix = `${family.prefix}.${alias}.`
  const group = `${family.group}: ${alias}`
  const type = config[`${prefix}type`]?.trim() ?? ''
  const versionText = config[`${prefix}plugin.version`] ?? null
  const plugin = plugins.find(family.kind, type, versionText)
  const isUsable =
    plugin !== undefined && versionOrSyntaxProblem(plugin.className, versionText, plugin.versions) === null
  return {
    [`${prefix}type`]: typeKey(family, alias, prefix, group, config, plugins),
    [`${prefix}plugin.version`]: versionKey(family, alias, group, plugin),
    ...(isUsable ? embed(prefix, group, 2, family === transforms ? predicateKeys : {}) : {}),
    ...(isUsable ? embed(prefix, group, 4, plugin.definition.config.keys) : {}),
  }
}

const typeKey = (
  family: Family,
  alias: string,
  prefix: string,
  group: string,
  config: Config,
  plugins: InstalledPlugins,
): ConfigKey => ({
  type: 'CLASS',
  validator: typeValidator(family, prefix, config, plugins),
  importance: 'HIGH',
  doc: `Class of the ${family.kind} ${alias}.`,
  group,
  orderInGroup: 0,
  width: 'LONG',
  displayName: `${family.name} type for ${alias}`,
  recommender: recommend(plugins.classNames(family.kind)),
})

const versionKey = (family: Family, alias: string, group: string, plugin: InstalledPlugin | undefined): ConfigKey => ({
  type: 'STRING',
  default: plugin?.version ?? null,
  validator: versionCheck(plugin?.className ?? '', plugin?.versions ?? []),
  importance: 'HIGH',
  doc: `Version, or range of versions, of the ${family.kind} ${alias}.`,
  group,
  orderInGroup: 1,
  width: 'LONG',
  displayName: `${family.name} version for ${alias}`,
  recommender: recommend(plugin?.versions ?? []),
})

function typeValidator(family: Family, prefix: string, config: Config, plugins: InstalledPlugins): Validator {
  return validator((_, value) => {
    if (value === null) return
    if (family === transforms) checkNegate(prefix, config)
    const name = value as string
    const version = config[`${prefix}plugin.version`]
    const plugin = plugins.find(family.kind, name, version)
    if (plugin === undefined) throw new ConfigException(notOfFamily(family, name, plugins))
    const problem = versionOrSyntaxProblem(plugin.className, version, plugin.versions)
    if (problem !== null) throw new ConfigException(problem)
  }, `a ${family.kind} class`)
}

function checkNegate(prefix: string, config: Config): void {
  if (Object.hasOwn(config, `${prefix}negate`) && !Object.hasOwn(config, `${prefix}predicate`))
    throw new ConfigException(
      `Config '${prefix}negate' was provided but there is no config '${prefix}predicate' defining a predicate to be negated.`,
    )
}

/** The class without `$Key` or `$Value` exists in Java, as an abstract one. */
function notOfFamily(family: Family, name: string, plugins: InstalledPlugins): string {
  const variants = plugins.classNames(family.kind).filter((each) => each.startsWith(`${name}$`))
  if (variants.length > 0) return `This class is abstract and cannot be created. Did you mean ${variants.join(', ')}?`
  return `Class class ${plugins.classNameOf(name) ?? name} does not implement the ${family.name} interface`
}

/** `ConfigDef.embed`: names get the prefix, while validators still see the names without. */
function embed(prefix: string, group: string, firstOrder: number, keys: ConfigKeys): ConfigKeys {
  return Object.fromEntries(
    Object.entries(keys).map(([name, key], index) => [
      `${prefix}${name}`,
      embedKey(prefix, group, firstOrder + index, name, key),
    ]),
  )
}

function embedKey(prefix: string, group: string, order: number, name: string, key: ConfigKey): ConfigKey {
  const { validator: inner, recommender, dependents } = key
  return {
    ...key,
    displayName: key.displayName ?? name,
    group: key.group === undefined ? group : `${group}: ${key.group}`,
    orderInGroup: order,
    ...(inner === undefined
      ? {}
      : { validator: validator((_, value) => inner.ensureValid(name, value, key.type), inner.toString()) }),
    ...(dependents === undefined ? {} : { dependents: dependents.map((dependent) => prefix + dependent) }),
    ...(recommender === undefined
      ? {}
      : {
          recommender: {
            validValues: (_, parsed) => recommender.validValues(name, withoutPrefix(parsed, prefix)),
            visible: (_, parsed) => recommender.visible(name, withoutPrefix(parsed, prefix)),
          },
        }),
  }
}

/** The entries under a prefix, named without it. */
export const withoutPrefix = <V>(entries: Readonly<Record<string, V>>, prefix: string): Record<string, V> =>
  Object.fromEntries(
    Object.entries(entries)
      .filter(([key]) => key.startsWith(prefix) && key.length > prefix.length)
      .map(([key, value]) => [key.slice(prefix.length), value]),
  )
