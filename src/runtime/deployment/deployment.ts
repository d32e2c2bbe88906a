import type { ConnectorConfig } from '../herder/herder.ts'

/** What is written at once: connectors to put, connectors to delete, and the record that says so. */
export interface Deployment {
  /** Name under which later deployments replace this one. */
  readonly id: string
  readonly connectors: readonly { readonly name: string; readonly config: ConnectorConfig }[]
  /** Connectors to delete; those that are gone already are passed over. */
  readonly remove: readonly string[]
  /** Revision of the record that this deployment was planned on; null: there was none. */
  readonly base: number | null
  /** What the deployer wants to read back. Plain JSON, without secrets. */
  readonly details: Readonly<Record<string, unknown>>
}

/** Value of `deployment-<id>` in the config topic. */
export interface DeploymentRecord {
  /** Version of this format. */
  readonly format: 1
  readonly id: string
  /** Counts the deployments of this id from 1. */
  readonly revision: number
  /** Milliseconds since the epoch, by the clock of the worker that wrote it. */
  readonly deployedAt: number
  /** Names of its connectors, sorted. */
  readonly connectors: readonly string[]
  readonly details: Readonly<Record<string, unknown>>
}

export interface DeploymentOutcome {
  readonly record: DeploymentRecord
  readonly created: readonly string[]
  readonly changed: readonly string[]
  readonly unchanged: readonly string[]
  readonly removed: readonly string[]
}

/** What a config store writes in one step. */
export interface DeploymentWrite {
  readonly put: readonly { readonly name: string; readonly config: ConnectorConfig }[]
  readonly remove: readonly string[]
  /** Written last. */
  readonly record: DeploymentRecord
}

export type Deployments = ReadonlyMap<string, DeploymentRecord>

/** null for anything that is no record of this format. */
export function deploymentRecordOf(value: Readonly<Record<string, unknown>> | null): DeploymentRecord | null {
  if (value === null || value['format'] !== 1) return null
  const { id, revision, deployedAt, connectors, details } = value
  const isRecord =
    typeof id === 'string' &&
    typeof revision === 'number' &&
    typeof deployedAt === 'number' &&
    Array.isArray(connectors) &&
    connectors.every((name) => typeof name === 'string') &&
    typeof details === 'object' &&
    details !== null
  return isRecord ? (value as unknown as DeploymentRecord) : null
}
