import type { ConnectorTaskId, Status } from '../herder/connector-state.ts'

/** A topic that a connector was seen to use (S9.2). */
export interface TopicStatus {
  readonly topic: string
  readonly connector: string
  readonly task: number
  readonly discoverTimestamp: number
}

/**
 * What runs where, and how it goes (S9, `StatusBackingStore`): the status topic of a group, or memory. A `safe` write is dropped when another
 * worker wrote with a newer generation.
 */
export interface StatusStore {
  start(): Promise<void>
  stop(): Promise<void>
  putConnector(name: string, status: Status, options?: { readonly safe?: boolean }): void
  putTask(id: ConnectorTaskId, status: Status, options?: { readonly safe?: boolean }): void
  connector(name: string): Status | undefined
  task(id: ConnectorTaskId): Status | undefined
  /** By task number, sorted. */
  tasks(connector: string): readonly { readonly id: ConnectorTaskId; readonly status: Status }[]
  connectors(): readonly string[]
  /** Connector and tasks are no more. */
  removeConnector(name: string): void
  removeTask(id: ConnectorTaskId): void
  putTopic(status: TopicStatus): void
  topics(connector: string): readonly TopicStatus[]
  removeTopics(connector: string): void
  /** Resolves when all writes so far are durable. */
  flush(): Promise<void>
}
