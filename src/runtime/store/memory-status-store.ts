import { type ConnectorTaskId, type Status, taskName } from '../herder/connector-state.ts'
import type { StatusStore, TopicStatus } from './status-store.ts'

/** Status of one worker, forgotten when it ends (`MemoryStatusBackingStore`). */
export class MemoryStatusStore implements StatusStore {
  readonly #connectors = new Map<string, Status>()
  readonly #tasks = new Map<string, { readonly id: ConnectorTaskId; readonly status: Status }>()
  readonly #topics = new Map<string, Map<string, TopicStatus>>()

  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  async flush(): Promise<void> {}

  putConnector(name: string, status: Status): void {
    this.#connectors.set(name, status)
  }

  putTask(id: ConnectorTaskId, status: Status): void {
    this.#tasks.set(taskName(id), { id, status })
  }

  connector(name: string): Status | undefined {
    return this.#connectors.get(name)
  }

  task(id: ConnectorTaskId): Status | undefined {
    return this.#tasks.get(taskName(id))?.status
  }

  tasks(connector: string): readonly { readonly id: ConnectorTaskId; readonly status: Status }[] {
    return [...this.#tasks.values()]
      .filter(({ id }) => id.connector === connector)
      .sort((a, b) => a.id.task - b.id.task)
  }

  connectors(): readonly string[] {
    return [...this.#connectors.keys()]
  }

  removeConnector(name: string): void {
    this.#connectors.delete(name)
    for (const { id } of this.tasks(name)) this.removeTask(id)
  }

  removeTask(id: ConnectorTaskId): void {
    this.#tasks.delete(taskName(id))
  }

  putTopic(status: TopicStatus): void {
    const topics = this.#topics.get(status.connector) ?? new Map<string, TopicStatus>()
    topics.set(status.topic, status)
    this.#topics.set(status.connector, topics)
  }

  topics(connector: string): readonly TopicStatus[] {
    return [...(this.#topics.get(connector)?.values() ?? [])]
  }

  removeTopics(connector: string): void {
    this.#topics.delete(connector)
  }
}
