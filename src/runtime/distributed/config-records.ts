import type { DeploymentRecord } from '../deployment/deployment.ts'
import type { ConnectorTaskId, TargetState } from '../herder/connector-state.ts'
import type { SessionKey } from '../store/config-store.ts'

/**
 * Keys and values of the config topic (S8), as Java's KafkaConfigBackingStore writes them: JSON without schema. A Java worker's topic can be
 * taken over, and ours by a Java worker.
 */
export interface ConfigRecord {
  readonly key: string
  /** null = tombstone. */
  readonly value: Readonly<Record<string, unknown>> | null
}

export const connectorRecord = (name: string, config: Readonly<Record<string, string>> | null): ConfigRecord => ({
  key: `connector-${name}`,
  value: config === null ? null : { properties: config },
})

export const taskRecord = (
  { connector, task }: ConnectorTaskId,
  config: Readonly<Record<string, string>>,
): ConfigRecord => ({
  key: `task-${connector}-${task}`,
  value: { properties: config },
})

/** Makes the task configurations written before it effective. */
export const commitRecord = (name: string, tasks: number): ConfigRecord => ({ key: `commit-${name}`, value: { tasks } })

/** STOPPED is PAUSED for workers that do not know `state.v2` (before Kafka 3.5). */
export const targetStateRecord = (name: string, state: TargetState | null): ConfigRecord => ({
  key: `target-state-${name}`,
  value: state === null ? null : { state: state === 'STOPPED' ? 'PAUSED' : state, 'state.v2': state },
})

/** Ours alone: Java workers pass over keys that they do not know (S8.9). */
export const deploymentRecord = (record: DeploymentRecord): ConfigRecord => ({
  key: DEPLOYMENT + record.id,
  value: { ...record },
})

export const DEPLOYMENT = 'deployment-'

export const restartRecord = (
  name: string,
  options: { readonly onlyFailed: boolean; readonly includeTasks: boolean },
): ConfigRecord => ({
  key: `restart-connector-${name}`,
  value: { 'include-tasks': options.includeTasks, 'only-failed': options.onlyFailed },
})

export const fencingRecord = (name: string, taskCount: number): ConfigRecord => ({
  key: `tasks-fencing-${name}`,
  value: { 'task-count': taskCount },
})

export const sessionKeyRecord = (key: SessionKey): ConfigRecord => ({
  key: 'session-key',
  value: { key: key.key, algorithm: key.algorithm, 'creation-timestamp': key.creationTimestamp },
})

export const loggerRecord = (namespace: string, level: string): ConfigRecord => ({
  key: `logger-cluster-${namespace}`,
  value: { level },
})
