import type { ConfigInfos, ConnectorConfig, ConnectorStateInfo, StateInfo } from '../../runtime/index.ts'
import type { SecretKeys } from './secret-keys.ts'

/** What stands in place of a secret: the text of Kafka's own Password type. */
export const HIDDEN = '[hidden]'

/** A reference to a config provider is no secret: it tells where one is. */
const isReference = (value: string) => /^\$\{[^}]+\}$/.test(value)

/** Hides the secrets of connector configurations. */
export class Mask {
  readonly #keys: SecretKeys

  constructor(keys: SecretKeys) {
    this.#keys = keys
  }

  /** The configuration with secret values hidden; for the configuration of a task, `connector` is that of its connector. */
  async config(config: ConnectorConfig, connector: ConnectorConfig = config): Promise<ConnectorConfig> {
    const isSecret = await this.#keys.of(connector)
    return Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        key,
        isSecret(key) && value !== null && !isReference(value) ? HIDDEN : value,
      ]),
    )
  }

  /** The text without the secret values of a configuration: traces may quote them. */
  async text(text: string, connector: ConnectorConfig): Promise<string> {
    const isSecret = await this.#keys.of(connector)
    const secrets = Object.entries(connector).flatMap(([key, value]) =>
      isSecret(key) && value !== null && value.length > 3 && !isReference(value) ? [value] : [],
    )
    return secrets
      .toSorted((a, b) => b.length - a.length)
      .reduce((masked, secret) => masked.replaceAll(secret, HIDDEN), text)
  }

  async status(info: ConnectorStateInfo, connector: ConnectorConfig): Promise<ConnectorStateInfo> {
    return {
      ...info,
      connector: await this.state(info.connector, connector),
      tasks: await Promise.all(info.tasks.map((task) => this.state(task, connector))),
    }
  }

  async state<S extends StateInfo>(state: S, connector: ConnectorConfig): Promise<S> {
    return state.trace === undefined ? state : { ...state, trace: await this.text(state.trace, connector) }
  }

  /** A validation: values of secrets hidden, and quoted by no error. */
  async infos(infos: ConfigInfos, connector: ConnectorConfig): Promise<ConfigInfos> {
    const isSecret = await this.#keys.of(connector)
    const configs = infos.configs.map(async ({ definition, value }) => ({
      definition,
      value: {
        ...value,
        value: value.value !== null && isSecret(value.name) ? HIDDEN : value.value,
        errors: await Promise.all(value.errors.map((error) => this.text(error, connector))),
      },
    }))
    return { ...infos, configs: await Promise.all(configs) }
  }
}
