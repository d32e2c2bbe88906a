import type { ConnectorTaskId, RunState, Status } from '../herder/connector-state.ts'
import type { TopicStatus } from '../store/status-store.ts'
import { taskIdOf } from './work.ts'

/** Keys and values of the status topic (S9), as Java's KafkaStatusBackingStore writes them. A null value = destroyed. */
export const connectorStatusKey = (name: string): string => `status-connector-${name}`
export const taskStatusKey = ({ connector, task }: ConnectorTaskId): string => `status-task-${connector}-${task}`
export const topicStatusKey = (topic: string, connector: string): string =>
  `status-topic-${topic}:connector-${connector}`

export const statusValue = (status: Status): object => ({
  state: status.state,
  trace: status.trace,
  worker_id: status.workerId,
  generation: status.generation,
  ...(status.version === undefined ? {} : { version: status.version }),
})

export const topicStatusValue = (status: TopicStatus): object => ({
  topic: {
    name: status.topic,
    connector: status.connector,
    task: status.task,
    discoverTimestamp: status.discoverTimestamp,
  },
})

export type StatusKey =
  | { readonly kind: 'connector'; readonly connector: string }
  | { readonly kind: 'task'; readonly id: ConnectorTaskId }
  | { readonly kind: 'topic'; readonly topic: string; readonly connector: string }

/** null for a key that this version does not know. */
export function parseStatusKey(key: string): StatusKey | null {
  if (key.startsWith('status-connector-'))
    return { kind: 'connector', connector: key.slice('status-connector-'.length) }
  if (key.startsWith('status-task-')) {
    const id = taskIdOf(key.slice('status-task-'.length))
    return Number.isInteger(id.task) && id.task >= 0 ? { kind: 'task', id } : null
  }
  // A topic name has no colon, a connector name may have one: the first separates.
  const match = /^status-topic-([^:]+):connector-(.+)$/s.exec(key)
  return match ? { kind: 'topic', topic: match[1]!, connector: match[2]! } : null
}

const STATES: readonly string[] = [
  'UNASSIGNED',
  'RUNNING',
  'PAUSED',
  'FAILED',
  'RESTARTING',
  'STOPPED',
  'DESTROYED',
] satisfies RunState[]

/** null when the value is no status. */
export function parseStatus(value: unknown): Status | null {
  if (typeof value !== 'object' || value === null) return null
  const { state, trace, worker_id: workerId, generation, version } = value as Record<string, unknown>
  if (typeof state !== 'string' || !STATES.includes(state) || typeof workerId !== 'string') return null
  return {
    state: state as RunState,
    trace: typeof trace === 'string' ? trace : null,
    workerId,
    generation: typeof generation === 'number' ? generation : 0,
    ...(typeof version === 'string' ? { version } : {}),
  }
}

export function parseTopicStatus(value: unknown): TopicStatus | null {
  const topic = (value as { topic?: Record<string, unknown> } | null)?.topic
  const { name, connector, task, discoverTimestamp } = topic ?? {}
  if (typeof name !== 'string' || typeof connector !== 'string' || typeof task !== 'number') return null
  return { topic: name, connector, task, discoverTimestamp: Number(discoverTimestamp ?? 0) }
}
