import type { ConsumerRecord } from '../../kafka/consumer/index.ts'
import type { KafkaCluster } from '../../kafka/index.ts'
import { KafkaLog } from '../../kafka/log/index.ts'
import type { ConnectorTaskId, Status } from '../herder/connector-state.ts'
import type { StatusStore, TopicStatus } from '../store/status-store.ts'
import {
  connectorStatusKey,
  parseStatus,
  parseStatusKey,
  parseTopicStatus,
  statusValue,
  taskStatusKey,
  topicStatusKey,
  topicStatusValue,
} from './status-records.ts'

export interface KafkaStatusStoreOptions {
  readonly topic: string
  ensureTopic(): Promise<void>
  readonly consumer?: Readonly<Record<string, string>>
  readonly producer?: Readonly<Record<string, string>>
  /** Told of records that were left out, and why. */
  report(reason: string): void
  onError(error: unknown): void
}

/**
 * The status topic as StatusStore. What is read from the topic counts, one's own writes included: all workers see the same. Writes go out in order;
 * those that fail are reported and lost, the next write of the same thing mends it.
 */
export class KafkaStatusStore implements StatusStore {
  readonly #options: KafkaStatusStoreOptions
  readonly #log: KafkaLog
  readonly #connectors = new Map<string, Status>()
  readonly #tasks = new Map<string, Map<number, Status>>()
  readonly #topics = new Map<string, Map<string, TopicStatus>>()
  #isRead = false
  readonly #sending = new Set<Promise<unknown>>()
  /** The last write of a key that is under way. */
  readonly #lastOf = new Map<string, Promise<void>>()

  constructor(cluster: KafkaCluster, options: KafkaStatusStoreOptions) {
    this.#options = options
    this.#log = new KafkaLog(cluster, {
      topic: options.topic,
      onRecord: (record) => this.#onRecord(record),
      onError: options.onError,
      ensureTopic: options.ensureTopic,
      ...(options.consumer ? { consumer: options.consumer } : {}),
      producer: options.producer ?? {},
    })
  }

  async start(): Promise<void> {
    await this.#log.start()
    this.#isRead = true
  }

  stop(): Promise<void> {
    return this.#log.stop()
  }

  putConnector(name: string, status: Status, options: { readonly safe?: boolean } = {}): void {
    const key = connectorStatusKey(name)
    if (options.safe) this.#sendSafely(key, status, () => this.#connectors.get(name))
    else this.#send(key, statusValue(status))
  }

  putTask(id: ConnectorTaskId, status: Status, options: { readonly safe?: boolean } = {}): void {
    const key = taskStatusKey(id)
    if (options.safe) this.#sendSafely(key, status, () => this.task(id))
    else this.#send(key, statusValue(status))
  }

  connector(name: string): Status | undefined {
    return this.#connectors.get(name)
  }

  task(id: ConnectorTaskId): Status | undefined {
    return this.#tasks.get(id.connector)?.get(id.task)
  }

  tasks(connector: string): readonly { readonly id: ConnectorTaskId; readonly status: Status }[] {
    const tasks = [...(this.#tasks.get(connector) ?? [])].sort(([a], [b]) => a - b)
    return tasks.map(([task, status]) => ({ id: { connector, task }, status }))
  }

  connectors(): readonly string[] {
    const withTasks = [...this.#tasks].flatMap(([name, tasks]) => (tasks.size > 0 ? [name] : []))
    return [...new Set([...this.#connectors.keys(), ...withTasks])].sort()
  }

  removeConnector(name: string): void {
    this.#send(connectorStatusKey(name), null)
    for (const { id } of this.tasks(name)) this.removeTask(id)
  }

  removeTask(id: ConnectorTaskId): void {
    this.#send(taskStatusKey(id), null)
  }

  putTopic(status: TopicStatus): void {
    this.#send(topicStatusKey(status.topic, status.connector), topicStatusValue(status))
  }

  topics(connector: string): readonly TopicStatus[] {
    return [...(this.#topics.get(connector)?.values() ?? [])]
  }

  removeTopics(connector: string): void {
    for (const { topic } of this.topics(connector)) this.#send(topicStatusKey(topic, connector), null)
  }

  async flush(): Promise<void> {
    if (!this.#isRead) return
    await Promise.all(this.#sending)
    await this.#log.readToEnd()
  }

  /**
   * Unless another worker wrote in a later generation: a worker that slept must read what happened since, before it says that its tasks failed.
   * Later writes under the same key wait for this one.
   */
  #sendSafely(key: string, status: Status, current: () => Status | undefined): void {
    if (isNewer(current(), status)) return
    this.#sendAfter(key, async (before) => {
      await before
      await this.#log.readToEnd()
      if (!isNewer(current(), status)) await this.#write(key, statusValue(status))
    })
  }

  #send(key: string, value: object | null): void {
    this.#sendAfter(key, (before) => (before ? before.then(() => this.#write(key, value)) : this.#write(key, value)))
  }

  #sendAfter(key: string, send: (before: Promise<void> | undefined) => Promise<void>): void {
    const sent = send(this.#lastOf.get(key))
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        this.#sending.delete(sent)
        if (this.#lastOf.get(key) === sent) this.#lastOf.delete(key)
      })
    this.#sending.add(sent)
    this.#lastOf.set(key, sent)
  }

  async #write(key: string, value: object | null): Promise<void> {
    await this.#log.send(Buffer.from(key), value === null ? null : Buffer.from(JSON.stringify(value)))
  }

  #onRecord({ key: bytes, value }: ConsumerRecord): void {
    const reason = this.#read(bytes === null ? '' : Buffer.from(bytes).toString('utf8'), value)
    if (reason !== null) this.#options.report(reason)
  }

  /** Why the record is left out. A tombstone takes a state away; what is neither that nor a state changes nothing, as in Connect. */
  #read(text: string, value: Uint8Array | null): string | null {
    const key = parseStatusKey(text)
    if (key === null) return `its key "${text}" is not known`
    const json = parseJson(value)
    const status = key.kind === 'topic' ? parseTopicStatus(json) : parseStatus(json)
    if (status === null && value !== null) return `the value of "${text}" is no state`
    if (key.kind === 'topic') this.#readTopic(key.topic, key.connector, status as TopicStatus | null)
    else if (key.kind === 'connector') put(this.#connectors, key.connector, status as Status | null)
    else put(nested(this.#tasks, key.id.connector), key.id.task, status as Status | null)
    return null
  }

  #readTopic(topic: string, connector: string, status: TopicStatus | null): void {
    const topics = nested(this.#topics, connector)
    if (status === null) topics.delete(topic)
    else topics.set(topic, status)
  }
}

/** Whether another worker wrote `current` in a later generation than `status` is from. */
const isNewer = (current: Status | undefined, status: Status) =>
  current !== undefined && current.workerId !== status.workerId && current.generation > status.generation

/** UNASSIGNED comes from a worker that gives up: it must not hide that another runs it already (S9.4). */
function put<K>(statuses: Map<K, Status>, key: K, status: Status | null): void {
  const current = statuses.get(key)
  if (status === null || status.state === 'DESTROYED') statuses.delete(key)
  else if (
    status.state === 'UNASSIGNED' &&
    current?.state === 'RUNNING' &&
    current.generation >= status.generation &&
    current.workerId !== status.workerId
  )
    return
  else statuses.set(key, status)
}

function nested<K, L, V>(maps: Map<K, Map<L, V>>, key: K): Map<L, V> {
  const inner = maps.get(key) ?? new Map<L, V>()
  maps.set(key, inner)
  return inner
}

function parseJson(bytes: Uint8Array | null): unknown {
  if (bytes === null) return null
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}
