import { type ConfigKeyInfo, type ConnectorConfig, isSecretKey } from '../../runtime/index.ts'

/** Keys of one plugin, as `Herder.connectorPluginConfig`. */
export type PluginKeys = (plugin: string) => Promise<readonly ConfigKeyInfo[]>

const embedded = /^((?:transforms|predicates)\.[^.]+)\./
const converters = /^((?:key|value|header)\.converter)\./

/** Tells which keys of a connector hold secrets: those of type PASSWORD, of the connector and of every plugin in its configuration. */
export class SecretKeys {
  readonly #pluginKeys: PluginKeys
  readonly #byPlugin = new Map<string, Promise<ReadonlySet<string>>>()

  constructor(pluginKeys: PluginKeys) {
    this.#pluginKeys = pluginKeys
  }

  async of(connector: ConnectorConfig): Promise<(key: string) => boolean> {
    const plugins = new Map<string, ReadonlySet<string>>()
    await Promise.all(
      pluginsIn(connector).map(async ([prefix, plugin]) => plugins.set(prefix, await this.#passwords(plugin))),
    )
    return (key) =>
      isSecretKey(key) ||
      [...plugins].some(([prefix, passwords]) => key.startsWith(prefix) && passwords.has(key.slice(prefix.length)))
  }

  /** Empty for a plugin that is not known. */
  #passwords(plugin: string): Promise<ReadonlySet<string>> {
    const known = this.#byPlugin.get(plugin)
    if (known !== undefined) return known
    const found = this.#pluginKeys(plugin).then(
      (keys) => new Set(keys.flatMap(({ name, type }) => (type === 'PASSWORD' ? [name] : []))),
      () => new Set<string>(),
    )
    this.#byPlugin.set(plugin, found)
    return found
  }
}

/** Prefix of the keys of each plugin in a configuration, with its class. */
function pluginsIn(connector: ConnectorConfig): [prefix: string, plugin: string][] {
  const found = new Map<string, string>()
  const add = (prefix: string, plugin: string | null | undefined) => {
    if (plugin) found.set(prefix, plugin.trim())
  }
  add('', connector['connector.class'])
  for (const key of Object.keys(connector)) {
    const step = embedded.exec(key)?.[1]
    if (step !== undefined) add(`${step}.`, connector[`${step}.type`])
    const converter = converters.exec(key)?.[1]
    if (converter !== undefined) add(`${converter}.`, connector[converter])
  }
  return [...found]
}
