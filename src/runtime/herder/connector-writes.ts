import { AlreadyExistsException } from '../../errors/index.ts'
import type { Clock } from '../../kafka/clock.ts'
import type { Deployment, DeploymentOutcome } from '../deployment/deployment.ts'
import { checkBase, planDeployment } from '../deployment/plan-deployment.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { StatusStore } from '../store/status-store.ts'
import { targetStateOf } from './connector-state.ts'
import type { ConnectorConfig, PutConnectorOptions } from './herder.ts'
import { BadRequestException } from './herder-errors.ts'
import type { ReadSide } from './read-side.ts'
import { type ValidateConnector, validationMessage, withName } from './validation-port.ts'

export interface ConnectorWritesDeps {
  readonly clock: Clock
  readonly config: ConfigStore
  readonly status: StatusStore
  readonly read: ReadSide
  readonly validate: ValidateConnector
}

/** How connectors and deployments get into the stores, the same with and without a group. Called in the herder's queue, except for `validated`. */
export class ConnectorWrites {
  readonly #deps: ConnectorWritesDeps

  constructor(deps: ConnectorWritesDeps) {
    this.#deps = deps
  }

  /** The configuration with its name. @throws BadRequestException with everything that is wrong with it */
  async validated(name: string, given: ConnectorConfig): Promise<ConnectorConfig> {
    const config = withName(name, given)
    const invalid = validationMessage(await this.#deps.validate(config))
    if (invalid !== null) throw new BadRequestException(invalid)
    return config
  }

  /** The configuration with the changes of a patch, in which null takes a key away. */
  patched(name: string, patch: Readonly<Record<string, string | null>>): ConnectorConfig {
    const merged = Object.entries({ ...this.#deps.read.record(name).config, ...patch })
    return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null))
  }

  /** true when there was no connector of that name. */
  async store(
    name: string,
    config: ConnectorConfig,
    { initialState, allowReplace = true }: PutConnectorOptions,
  ): Promise<boolean> {
    const isNew = !this.#deps.config.state().connectors.has(name)
    if (!isNew && !allowReplace) throw new AlreadyExistsException(`Connector ${name} already exists`)
    const target = initialState === undefined ? null : targetStateOf(initialState)
    await this.#deps.config.putConnectorConfig(name, config, target)
    return isNew
  }

  /** Throws NotFoundException when there is no such connector. */
  async remove(name: string): Promise<void> {
    this.#deps.read.record(name)
    await this.#deps.config.removeConnectorConfig(name)
  }

  async storeDeployment(deployment: Deployment): Promise<DeploymentOutcome> {
    const { config, clock } = this.#deps
    checkBase(deployment, config.deployments())
    const { write, outcome } = planDeployment(deployment, config.state(), config.deployments(), clock.now())
    await config.putDeployment(write)
    return outcome
  }

  /** Nothing is said any more of connectors that are gone. */
  forgetStates(names: readonly string[]): void {
    for (const name of names) {
      this.#deps.status.removeConnector(name)
      this.#deps.status.removeTopics(name)
    }
  }
}
