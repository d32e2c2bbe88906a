import type { PluginKind } from '../../api/index.ts'
import type { Catalogue } from '../../plugins/index.ts'
import { isSecretKey } from './secret-key.ts'

type Config = Readonly<Record<string, string | null>>

const step = /^(transforms|predicates)\.[^.]+(?=\.)/
const converter = /^(key|value|header)\.converter(?=\.)/

/**
 * Tells which keys of a connector's or a worker's configuration hold secrets: by their name, or by their type PASSWORD as keys of a plugin in it.
 * What any installed version of a plugin takes for a secret is one. Keys of a plugin that is not known are told by name alone.
 */
export function secretKeysOf(config: Config, catalogue: Catalogue): (key: string) => boolean {
  const typed = new Set<string>()
  for (const [prefix, kinds, plugin] of pluginsIn(config))
    for (const kind of kinds)
      for (const { passwords } of catalogue.resolve(kind, plugin)?.versions ?? [])
        for (const password of passwords) typed.add(prefix + password)
  return (key) => typed.has(key) || isSecretKey(key)
}

type PluginUse = readonly [prefix: string, kinds: readonly PluginKind[], plugin: string]

/** The plugins of a configuration, with the prefix of their keys. */
function pluginsIn(config: Config): readonly PluginUse[] {
  const found = new Map<string, PluginUse>()
  const add = (prefix: string, kinds: readonly PluginKind[], plugin: string | null | undefined) => {
    if (plugin) found.set(prefix, [prefix, kinds, plugin.trim()])
  }
  add('', ['source', 'sink'], config['connector.class'])
  for (const key of Object.keys(config)) {
    const [alias, list] = step.exec(key) ?? []
    if (alias !== undefined)
      add(`${alias}.`, [list === 'transforms' ? 'transformation' : 'predicate'], config[`${alias}.type`])
    const [name] = converter.exec(key) ?? []
    if (name !== undefined) add(`${name}.`, ['converter', 'header_converter'], config[name])
  }
  return [...found.values()]
}
