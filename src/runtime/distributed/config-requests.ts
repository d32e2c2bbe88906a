import type { Deployment, DeploymentOutcome } from '../deployment/deployment.ts'
import { checkDeployment } from '../deployment/plan-deployment.ts'
import type { ConnectorWrites } from '../herder/connector-writes.ts'
import type { ConnectorConfig, ConnectorInfo, PutConnectorOptions } from '../herder/herder.ts'
import { BadRequestException } from '../herder/herder-errors.ts'
import type { ReadSide } from '../herder/read-side.ts'
import type { SerialQueue } from '../herder/serial-queue.ts'
import type { ValidateConnector } from '../herder/validation-port.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { RequestGuard } from './request-guard.ts'

export interface ConfigRequestsDeps {
  readonly queue: SerialQueue
  readonly config: ConfigStore
  readonly read: ReadSide
  readonly writes: ConnectorWrites
  readonly guard: RequestGuard
  readonly validate: ValidateConnector
}

const SET_CONFIGS = 'Only the leader can set connector configs.'
const SET_TASK_CONFIGS = 'Only the leader may write task configurations.'

/** What users change in the config topic : in the leader, except for pause and resume. Workers follow as they read it. */
export class ConfigRequests {
  readonly #deps: ConfigRequestsDeps

  constructor(deps: ConfigRequestsDeps) {
    this.#deps = deps
  }

  async put(
    name: string,
    given: ConnectorConfig,
    options: PutConnectorOptions,
  ): Promise<{ readonly created: boolean; readonly info: ConnectorInfo }> {
    const { guard, queue, read, writes } = this.#deps
    const config = await writes.validated(name, given)
    return queue.named(`writing a config for connector ${name} to the config topic`).run(async () => {
      guard.mustLead(SET_CONFIGS)
      const created = await writes.store(name, config, options)
      return { created, info: { ...read.info(name), config } }
    })
  }

  async patch(name: string, patch: Readonly<Record<string, string | null>>): Promise<ConnectorInfo> {
    const { guard, writes } = this.#deps
    guard.mustLead(SET_CONFIGS)
    return (await this.put(name, writes.patched(name, patch), {})).info
  }

  remove(name: string): Promise<void> {
    const { guard, queue, writes } = this.#deps
    return queue.named(`removing the config for connector ${name} from the config topic`).run(async () => {
      guard.mustLead(SET_CONFIGS)
      await writes.remove(name)
      writes.forgetStates([name])
    })
  }

  async deploy(deployment: Deployment): Promise<DeploymentOutcome> {
    const { guard, queue, validate, writes } = this.#deps
    await checkDeployment(deployment, validate)
    return queue.named(`writing deployment ${deployment.id} to the config topic`).run(async () => {
      guard.mustLead('Only the leader can deploy.')
      const outcome = await writes.storeDeployment(deployment)
      writes.forgetStates(outcome.removed)
      return outcome
    })
  }

  async putTasks(name: string, configs: readonly ConnectorConfig[]): Promise<void> {
    const { config, guard, queue, read } = this.#deps
    // Before the queue too: two workers that take each other for the leader must not wait for each other.
    guard.mustLead(SET_TASK_CONFIGS)
    return queue.named(`writing task configs for connector ${name} to the config topic`).run(async () => {
      guard.mustLead(SET_TASK_CONFIGS)
      if (read.record(name).target === 'STOPPED' && configs.length > 0)
        throw new BadRequestException('Cannot submit non-empty set of task configs for stopped connector')
      await config.putTaskConfigs(name, configs)
    })
  }

  /** By whichever worker was asked (S12.11). */
  setTarget(name: string, target: 'STARTED' | 'PAUSED'): Promise<void> {
    const { config, guard, queue } = this.#deps
    return queue.named(`writing a target state for connector ${name}`).run(async () => {
      guard.mustExist(name, `Unknown connector ${name}`)
      await config.putTargetState(name, target)
    })
  }

  stop(name: string): Promise<void> {
    const { config, guard, queue } = this.#deps
    return queue.named(`stopping connector ${name}`).run(async () => {
      guard.mustExist(name, `Unknown connector ${name}`)
      guard.mustLead('Only the leader can transition connectors to the STOPPED state.')
      await config.putTargetState(name, 'STOPPED')
      await config.putTaskConfigs(name, [])
    })
  }
}
