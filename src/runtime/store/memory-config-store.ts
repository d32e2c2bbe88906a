import type { Deployments, DeploymentWrite } from '../deployment/deployment.ts'
import type { TargetState } from '../herder/connector-state.ts'
import type { ConnectorConfig, RestartOptions } from '../herder/herder.ts'
import { type ConfigState, type ConnectorRecord, EMPTY_CONFIG_STATE, withConnector } from './config-state.ts'
import type { ConfigChange, ConfigStore, SessionKey } from './config-store.ts'

const NEW = {
  target: 'STARTED',
  tasks: [],
  appliedConfig: null,
  configRevision: 0,
  tasksRevision: 0,
  isInconsistent: false,
  fencedTaskCount: null,
  isFencingPending: false,
} as const

/** Connectors of one worker, forgotten when it ends (`MemoryConfigBackingStore`). */
export class MemoryConfigStore implements ConfigStore {
  #state: ConfigState = EMPTY_CONFIG_STATE
  #deployments: Deployments = new Map()
  #listener: (change: ConfigChange) => void = () => {}

  async start(listener: (change: ConfigChange) => void): Promise<void> {
    this.#listener = listener
  }

  async stop(): Promise<void> {}

  async refresh(): Promise<void> {}

  state(): ConfigState {
    return this.#state
  }

  async putConnectorConfig(name: string, config: ConnectorConfig, target: TargetState | null): Promise<void> {
    const before = this.#state.connectors.get(name)
    this.#set(name, {
      ...(before ?? { ...NEW, name }),
      name,
      config,
      target: target ?? before?.target ?? 'STARTED',
      configRevision: (before?.configRevision ?? 0) + 1,
    })
    this.#listener({ kind: 'connector-config', connector: name })
  }

  deployments(): Deployments {
    return this.#deployments
  }

  async putDeployment({ put, remove, record }: DeploymentWrite): Promise<void> {
    for (const name of remove) await this.removeConnectorConfig(name)
    for (const { name, config } of put) await this.putConnectorConfig(name, config, null)
    this.#deployments = new Map(this.#deployments).set(record.id, record)
  }

  async removeConnectorConfig(name: string): Promise<void> {
    this.#state = withConnector(this.#state, name, null)
    this.#listener({ kind: 'connector-removed', connector: name })
  }

  async putTaskConfigs(name: string, configs: readonly ConnectorConfig[]): Promise<void> {
    const before = this.#state.connectors.get(name)
    if (before === undefined) return
    const { tasksRevision, config } = before
    this.#set(name, { ...before, tasks: configs, appliedConfig: config, tasksRevision: tasksRevision + 1 })
    this.#listener({ kind: 'task-configs', connector: name })
  }

  async putTargetState(name: string, target: TargetState): Promise<void> {
    const before = this.#state.connectors.get(name)
    if (before === undefined) return
    this.#set(name, { ...before, target })
    this.#listener({ kind: 'target-state', connector: name })
  }

  async putRestart(name: string, options: RestartOptions): Promise<void> {
    this.#listener({ kind: 'restart', connector: name, options })
  }

  async putFencedTaskCount(name: string, count: number): Promise<void> {
    const before = this.#state.connectors.get(name)
    if (before) this.#set(name, { ...before, fencedTaskCount: count })
  }

  async putSessionKey(key: SessionKey): Promise<void> {
    this.#listener({ kind: 'session-key', key })
  }

  async putLoggerLevel(namespace: string, level: string): Promise<void> {
    this.#listener({ kind: 'logger-level', namespace, level })
  }

  #set(name: string, record: ConnectorRecord): void {
    this.#state = withConnector(this.#state, name, record)
  }
}
