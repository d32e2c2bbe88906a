import type { Catalogue } from '../../plugins/index.ts'
import {
  type ConfigInfos,
  type ConnectorConfig,
  type ConnectorStateInfo,
  type StateInfo,
  secretKeysOf,
} from '../../runtime/index.ts'

/** What stands in place of a secret: the text of Kafka's own Password type. */
export const HIDDEN = '[hidden]'

/** A reference to a config provider is no secret: it tells where one is. */
const isReference = (value: string) => /^\$\{[^}]+\}$/.test(value)

/** Hides the secrets of connector configurations. */
export class Mask {
  readonly #catalogue: Catalogue

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue
  }

  /** The configuration with secret values hidden; for the configuration of a task, `connector` is that of its connector. */
  config(config: ConnectorConfig, connector: ConnectorConfig = config): ConnectorConfig {
    const isSecret = secretKeysOf(connector, this.#catalogue)
    return Object.fromEntries(
      Object.entries(config).map(([key, value]) => [
        key,
        isSecret(key) && value !== null && !isReference(value) ? HIDDEN : value,
      ]),
    )
  }

  /** The text without the secret values of a configuration: traces may quote them. */
  text(text: string, connector: ConnectorConfig): string {
    const isSecret = secretKeysOf(connector, this.#catalogue)
    const secrets = Object.entries(connector).flatMap(([key, value]) =>
      isSecret(key) && value !== null && value.length > 3 && !isReference(value) ? [value] : [],
    )
    return secrets
      .toSorted((a, b) => b.length - a.length)
      .reduce((masked, secret) => masked.replaceAll(secret, HIDDEN), text)
  }

  status(info: ConnectorStateInfo, connector: ConnectorConfig): ConnectorStateInfo {
    return {
      ...info,
      connector: this.state(info.connector, connector),
      tasks: info.tasks.map((task) => this.state(task, connector)),
    }
  }

  state<S extends StateInfo>(state: S, connector: ConnectorConfig): S {
    return state.trace === undefined ? state : { ...state, trace: this.text(state.trace, connector) }
  }

  /** A validation: values of secrets hidden, and quoted by no error. */
  infos(infos: ConfigInfos, connector: ConnectorConfig): ConfigInfos {
    const isSecret = secretKeysOf(connector, this.#catalogue)
    const configs = infos.configs.map(({ definition, value }) => ({
      definition,
      value: {
        ...value,
        value: value.value !== null && isSecret(value.name) ? HIDDEN : value.value,
        errors: value.errors.map((error) => this.text(error, connector)),
      },
    }))
    return { ...infos, configs }
  }
}
