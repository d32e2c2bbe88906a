import type { ConnectClient } from './connect-client.ts'
import type { Config } from './live-connectors.ts'

export const HIDDEN = '[hidden]'

/** Names that hold secrets whatever their type says. */
const secretName =
  /passw(?:or)?d|passphrase|secret|credential|(?:^|[._-])token(?:$|[._-])|jaas\.config|user\.info|(?:private|api|access)[._-]?key|keystore\.key$/i
/** A credential in a URL: `scheme://user:secret@host`. */
const urlSecret = /([a-z][\w+.-]*:\/\/[^\s:/@]+:)[^\s@]+(@)/gi
const isReference = (value: string) => /^\$\{[^}]+\}$/.test(value)

const embedded = /^((?:transforms|predicates)\.[^.]+)\.type$/
const converters = ['key.converter', 'value.converter', 'header.converter']

/** Hides secrets of configurations: keys of type PASSWORD, as the worker's own plugins declare them, and those whose name says so. */
export class SecretKeys {
  readonly #client: ConnectClient
  readonly #byPlugin = new Map<string, Promise<ReadonlySet<string>>>()

  constructor(client: ConnectClient) {
    this.#client = client
  }

  /** Gives a function that shows a value of one of these configurations. */
  async masking(configs: readonly Config[]): Promise<(key: string, value: string) => string> {
    const plugins = new Map<string, string>()
    for (const config of configs) for (const [prefix, plugin] of pluginsIn(config)) plugins.set(prefix, plugin)
    const secret = new Set<string>()
    for (const [prefix, plugin] of plugins) for (const key of await this.#passwords(plugin)) secret.add(prefix + key)
    return (key, value) => {
      if ((secret.has(key) || secretName.test(key)) && !isReference(value)) return HIDDEN
      return value.replace(urlSecret, `$1${HIDDEN}$2`)
    }
  }

  #passwords(plugin: string): Promise<ReadonlySet<string>> {
    let found = this.#byPlugin.get(plugin)
    if (found === undefined) {
      found = this.#ask(plugin)
      this.#byPlugin.set(plugin, found)
    }
    return found
  }

  /** Empty for a plugin that the worker does not know or does not describe. */
  async #ask(plugin: string): Promise<ReadonlySet<string>> {
    type Key = { readonly name: string; readonly type: string }
    const keys = await this.#client
      .find<readonly Key[]>(`/connector-plugins/${encodeURIComponent(plugin)}/config`)
      .catch(() => null)
    return new Set((keys ?? []).flatMap(({ name, type }) => (type === 'PASSWORD' ? [name] : [])))
  }
}

/** Prefix of the keys of each plugin of a configuration, with its class. */
function pluginsIn(config: Config): [prefix: string, plugin: string][] {
  return Object.entries(config).flatMap(([key, value]): [string, string][] => {
    if (key === 'connector.class') return [['', value]]
    if (converters.includes(key)) return [[`${key}.`, value]]
    const step = embedded.exec(key)?.[1]
    return step === undefined ? [] : [[`${step}.`, value]]
  })
}
