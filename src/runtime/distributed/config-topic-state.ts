import type { ConnectorTaskId, TargetState } from '../herder/connector-state.ts'
import type { ConfigRecord, SessionKey } from './config-records.ts'
import { taskIdOf, taskKey, type Work, workOf } from './work.ts'

type Config = Readonly<Record<string, string>>

/** What one record of the config topic changed. */
export type ConfigEvent =
  | { readonly type: 'connector-changed' | 'connector-removed' | 'target-state-changed'; readonly connector: string }
  | { readonly type: 'tasks-changed'; readonly connector: string; readonly tasks: readonly ConnectorTaskId[] }
  | {
      readonly type: 'restart-requested'
      readonly connector: string
      readonly onlyFailed: boolean
      readonly includeTasks: boolean
    }
  | { readonly type: 'session-key'; readonly key: SessionKey }
  | { readonly type: 'logger-level'; readonly namespace: string; readonly level: string }
  | { readonly type: 'ignored'; readonly reason: string }

const TARGET_STATES: readonly string[] = ['STARTED', 'PAUSED', 'STOPPED'] satisfies TargetState[]

/**
 * The configuration of a group, made of the records of the config topic in order (`KafkaConfigBackingStore`, `ClusterConfigState`). Task
 * configurations count only from their commit record on; when a commit does not find all tasks (compaction has taken some), the
 * connector is inconsistent and has no tasks until it is reconfigured (S8.3). Records it does not understand change nothing.
 */
export class ConfigTopicState {
  /** Of the last record; -1 before the first. */
  offset = -1
  readonly #connectors = new Map<string, Config>()
  readonly #targetStates = new Map<string, TargetState>()
  readonly #taskCounts = new Map<string, number>()
  readonly #tasks = new Map<string, Config>()
  /** Task configurations that wait for their commit record, by connector. */
  readonly #pending = new Map<string, Map<string, Config>>()
  readonly #inconsistent = new Set<string>()
  readonly #fencedCounts = new Map<string, number>()
  /** Connector configuration at its last commit: tasks are made anew when it differs (S11.6). */
  readonly #applied = new Map<string, Config>()
  sessionKey: SessionKey | null = null

  connectors(): readonly string[] {
    return [...this.#connectors.keys()].sort()
  }

  connectorConfig(name: string): Config | null {
    return this.#connectors.get(name) ?? null
  }

  appliedConnectorConfig(name: string): Config | null {
    return this.#applied.get(name) ?? null
  }

  targetState(name: string): TargetState | null {
    return this.#targetStates.get(name) ?? null
  }

  /** In order of number; empty for an unknown or inconsistent connector. */
  tasks(name: string): readonly ConnectorTaskId[] {
    if (!this.#connectors.has(name) || this.#inconsistent.has(name)) return []
    return Array.from({ length: this.#taskCounts.get(name) ?? 0 }, (_, task) => ({ connector: name, task }))
  }

  taskConfig(id: ConnectorTaskId): Config | null {
    return this.#tasks.get(taskKey(id)) ?? null
  }

  isInconsistent(name: string): boolean {
    return this.#inconsistent.has(name)
  }

  /** Task count at the last round of fencing; null = never fenced. */
  fencedTaskCount(name: string): number | null {
    return this.#fencedCounts.get(name) ?? null
  }

  /** Everything that should run. A stopped connector still has an instance to own, but no tasks. */
  work(): Work {
    const names = this.connectors()
    return workOf(
      names,
      names.flatMap((name) => this.tasks(name).map(taskKey)),
    )
  }

  apply({ key, value }: ConfigRecord, offset: number): ConfigEvent {
    this.offset = offset
    const match = /^(target-state|connector|task|commit|restart-connector|tasks-fencing|logger-cluster)-(.+)$/s.exec(
      key,
    )
    if (key === 'session-key') return this.#sessionKey(value)
    if (match === null) return ignored(`unknown key ${key}`)
    const [, kind, rest] = match as unknown as [string, string, string]
    switch (kind) {
      case 'target-state':
        return this.#targetState(rest, value)
      case 'connector':
        return this.#connector(rest, value)
      case 'task':
        return this.#task(rest, value)
      case 'commit':
        return this.#commit(rest, value)
      case 'restart-connector':
        return restart(rest, value)
      case 'tasks-fencing':
        return this.#fencing(rest, value)
      default:
        return typeof value?.['level'] === 'string'
          ? { type: 'logger-level', namespace: rest, level: value['level'] }
          : ignored(`no level for ${rest}`)
    }
  }

  #connector(name: string, value: ConfigRecord['value']): ConfigEvent {
    if (value === null) {
      this.#forget(name)
      return { type: 'connector-removed', connector: name }
    }
    const config = textMap(value['properties'])
    if (config === null) return ignored(`the configuration of connector ${name} is no map`)
    this.#connectors.set(name, config)
    if (!this.#targetStates.has(name)) this.#targetStates.set(name, 'STARTED')
    return { type: 'connector-changed', connector: name }
  }

  #forget(name: string): void {
    this.#connectors.delete(name)
    this.#targetStates.delete(name)
    for (const id of Array.from({ length: this.#taskCounts.get(name) ?? 0 }, (_, task) => ({ connector: name, task })))
      this.#tasks.delete(taskKey(id))
    this.#taskCounts.delete(name)
    this.#pending.delete(name)
    this.#inconsistent.delete(name)
    this.#applied.delete(name)
  }

  #targetState(name: string, value: ConfigRecord['value']): ConfigEvent {
    if (value === null) {
      this.#targetStates.delete(name)
      if (this.#connectors.has(name)) this.#targetStates.set(name, 'STARTED')
      return ignored(`target state of ${name} removed`)
    }
    const state = value['state.v2'] ?? value['state']
    if (typeof state !== 'string' || !TARGET_STATES.includes(state))
      return ignored(`unknown target state ${String(state)} of ${name}`)
    this.#targetStates.set(name, state as TargetState)
    return this.#connectors.has(name)
      ? { type: 'target-state-changed', connector: name }
      : ignored(`target state of ${name}, which does not exist yet`)
  }

  #task(key: string, value: ConfigRecord['value']): ConfigEvent {
    const { connector, task } = taskIdOf(key)
    const config = textMap(value?.['properties'])
    if (!Number.isInteger(task) || task < 0 || connector === '') return ignored(`malformed task key ${key}`)
    if (config === null) return ignored(`the configuration of task ${key} is no map`)
    const pending = this.#pending.get(connector) ?? new Map<string, Config>()
    this.#pending.set(connector, pending.set(taskKey({ connector, task }), config))
    return ignored(`task ${key} waits for its commit`)
  }

  #commit(connector: string, value: ConfigRecord['value']): ConfigEvent {
    const count = value?.['tasks']
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 0)
      return ignored(`malformed commit of ${connector}`)
    const pending = this.#pending.get(connector) ?? new Map<string, Config>()
    this.#pending.delete(connector)
    this.#taskCounts.set(connector, count)
    const ids = Array.from({ length: count }, (_, task) => ({ connector, task }))
    if (!ids.every((id) => pending.has(taskKey(id)))) {
      this.#inconsistent.add(connector)
      return { type: 'tasks-changed', connector, tasks: [] }
    }
    this.#inconsistent.delete(connector)
    for (const [key, config] of pending) this.#tasks.set(key, config)
    const applied = this.#connectors.get(connector)
    if (applied) this.#applied.set(connector, applied)
    return { type: 'tasks-changed', connector, tasks: ids }
  }

  #fencing(connector: string, value: ConfigRecord['value']): ConfigEvent {
    const count = value?.['task-count']
    if (value === null) this.#fencedCounts.delete(connector)
    else if (typeof count === 'number') this.#fencedCounts.set(connector, count)
    return ignored(`fencing of ${connector}`)
  }

  #sessionKey(value: ConfigRecord['value']): ConfigEvent {
    const { key, algorithm, 'creation-timestamp': createdAt } = value ?? {}
    if (typeof key !== 'string' || typeof algorithm !== 'string' || typeof createdAt !== 'number')
      return ignored('malformed session key')
    this.sessionKey = { key: Buffer.from(key, 'base64'), algorithm, createdAt }
    return { type: 'session-key', key: this.sessionKey }
  }
}

const ignored = (reason: string): ConfigEvent => ({ type: 'ignored', reason })

function restart(connector: string, value: ConfigRecord['value']): ConfigEvent {
  if (value === null) return ignored(`restart of ${connector} removed`)
  return {
    type: 'restart-requested',
    connector,
    onlyFailed: value['only-failed'] === true,
    includeTasks: value['include-tasks'] === true,
  }
}

function textMap(value: unknown): Config | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]))
}
