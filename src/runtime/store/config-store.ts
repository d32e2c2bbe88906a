import type { Deployments, DeploymentWrite } from '../deployment/deployment.ts'
import type { TargetState } from '../herder/connector-state.ts'
import type { ConnectorConfig, RestartOptions } from '../herder/herder.ts'
import type { ConfigState } from './config-state.ts'

/** What changed since the listener was last called. */
export type ConfigChange =
  | { readonly kind: 'connector-config'; readonly connector: string }
  | { readonly kind: 'connector-removed'; readonly connector: string }
  | { readonly kind: 'task-configs'; readonly connector: string }
  | { readonly kind: 'target-state'; readonly connector: string }
  | { readonly kind: 'restart'; readonly connector: string; readonly options: RestartOptions }
  | { readonly kind: 'session-key'; readonly key: SessionKey }
  | { readonly kind: 'logger-level'; readonly namespace: string; readonly level: string }

export interface SessionKey {
  /** Raw key bytes, base64. */
  readonly key: string
  readonly algorithm: string
  readonly creationTimestamp: number
}

/**
 * Where connectors are kept (S8, `ConfigBackingStore`): the config topic of a group, or memory. Writes resolve when this store's own
 * `state()` shows them. Changes of others arrive through the listener, in log order, after `state()` shows them.
 */
export interface ConfigStore {
  start(listener: (change: ConfigChange) => void): Promise<void>
  stop(): Promise<void>
  state(): ConfigState
  /** Reads to the end of the log. Rejects after `timeoutMs`. */
  refresh(timeoutMs: number): Promise<void>
  /** Before a group's leader writes: earlier leaders can write no more. Without effect where there are none. */
  claimWritePrivileges?(): Promise<void>
  /** What was deployed, by id. */
  deployments(): Deployments
  /** All of it or nothing. */
  putDeployment(write: DeploymentWrite): Promise<void>
  putConnectorConfig(name: string, config: ConnectorConfig, target: TargetState | null): Promise<void>
  removeConnectorConfig(name: string): Promise<void>
  putTaskConfigs(name: string, configs: readonly ConnectorConfig[]): Promise<void>
  putTargetState(name: string, target: TargetState): Promise<void>
  putRestart(name: string, options: RestartOptions): Promise<void>
  putFencedTaskCount(name: string, count: number): Promise<void>
  putSessionKey(key: SessionKey): Promise<void>
  putLoggerLevel(namespace: string, level: string): Promise<void>
}
