import type { TargetState } from '../herder/connector-state.ts'
import type { ConnectorConfig } from '../herder/herder.ts'
import { type ConfigState, type ConnectorRecord, EMPTY_CONFIG_STATE } from '../store/config-state.ts'
import type { ConfigChange } from '../store/config-store.ts'
import { type ConfigRecord, DEPLOYMENT } from './config-records.ts'
import { taskIdOf } from './work.ts'

const TARGET_STATES: readonly string[] = ['STARTED', 'PAUSED', 'STOPPED'] satisfies TargetState[]
const KEY = /^(target-state|connector|task|commit|restart-connector|tasks-fencing|logger-cluster)-(.+)$/s

/**
 * The configuration of a group, made of the records of the config topic in order (`KafkaConfigBackingStore`). Task configurations count
 * only from their commit record on; when a commit does not find all tasks (compaction has taken some), the connector is inconsistent and
 * has no tasks until it is reconfigured (S8.3). Records it does not understand change nothing.
 */
export class ConfigTopicState {
  #state: ConfigState = EMPTY_CONFIG_STATE
  /** Target states outlive their connector's absence: one may be written before its connector (S8.7). */
  readonly #targets = new Map<string, TargetState>()
  readonly #fencedCounts = new Map<string, number>()
  /** Outlive the connector too: one that is made anew under an old name must not look like its predecessor. */
  #revision = 0
  /** Task configurations that wait for their commit record: connector, then task number. */
  readonly #pending = new Map<string, Map<number, ConnectorConfig>>()
  readonly #reported: (reason: string) => void

  /** `report` is told why a record was left out. */
  constructor(report: (reason: string) => void = () => {}) {
    this.#reported = report
  }

  get state(): ConfigState {
    return this.#state
  }

  /** Takes the next record; gives what changed for readers, or null. */
  apply({ key, value }: ConfigRecord, offset: number): ConfigChange | null {
    this.#state = { ...this.#state, offset }
    if (key === 'session-key') return this.#sessionKey(value)
    if (key.startsWith(DEPLOYMENT)) return null
    const [, kind, rest] = KEY.exec(key) ?? []
    if (kind === undefined || rest === undefined) return this.#leaveOut(`its key "${key}" is not known`)
    switch (kind) {
      case 'target-state':
        return this.#target(rest, value)
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
          ? { kind: 'logger-level', namespace: rest, level: value['level'] }
          : null
    }
  }

  #leaveOut(reason: string): null {
    this.#reported(reason)
    return null
  }

  #replace(name: string, changes: Partial<ConnectorRecord>): void {
    const connectors = new Map(this.#state.connectors)
    const current = connectors.get(name)
    if (current) connectors.set(name, { ...current, ...changes })
    this.#state = { ...this.#state, connectors }
  }

  #connector(name: string, value: ConfigRecord['value']): ConfigChange | null {
    const connectors = new Map(this.#state.connectors)
    if (value === null) {
      connectors.delete(name)
      this.#state = { ...this.#state, connectors }
      this.#targets.delete(name)
      this.#pending.delete(name)
      return { kind: 'connector-removed', connector: name }
    }
    const config = textMap(value['properties'])
    if (config === null) return this.#leaveOut(`the configuration of connector ${name} is no map`)
    const current = connectors.get(name)
    const fresh = {
      name,
      tasks: [],
      appliedConfig: null,
      tasksRevision: 0,
      isInconsistent: false,
      fencedTaskCount: this.#fencedCounts.get(name) ?? null,
      isFencingPending: false,
    }
    connectors.set(name, {
      ...(current ?? fresh),
      config,
      target: this.#targets.get(name) ?? 'STARTED',
      configRevision: ++this.#revision,
    })
    this.#state = { ...this.#state, connectors }
    return { kind: 'connector-config', connector: name }
  }

  #target(name: string, value: ConfigRecord['value']): ConfigChange | null {
    const exists = this.#state.connectors.has(name)
    if (value === null) {
      this.#targets.delete(name)
      this.#replace(name, { target: 'STARTED' })
      return null
    }
    const target = value['state.v2'] ?? value['state']
    if (typeof target !== 'string' || !TARGET_STATES.includes(target))
      return this.#leaveOut(`the target state of ${name} is ${String(target)}`)
    this.#targets.set(name, target as TargetState)
    this.#replace(name, { target: target as TargetState })
    return exists ? { kind: 'target-state', connector: name } : null
  }

  #task(key: string, value: ConfigRecord['value']): null {
    const { connector, task } = taskIdOf(key)
    if (!Number.isInteger(task) || task < 0 || connector === '')
      return this.#leaveOut(`its key "task-${key}" names no task`)
    const config = textMap(value?.['properties'])
    if (config === null) return this.#leaveOut(`the configuration of task ${key} is no map`)
    const pending = this.#pending.get(connector) ?? new Map<number, ConnectorConfig>()
    this.#pending.set(connector, pending.set(task, config))
    return null
  }

  #commit(name: string, value: ConfigRecord['value']): ConfigChange | null {
    const count = value?.['tasks']
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 0)
      return this.#leaveOut(`the commit of ${name} has no task count`)
    const pending = this.#pending.get(name) ?? new Map<number, ConnectorConfig>()
    this.#pending.delete(name)
    const connector = this.#state.connectors.get(name)
    if (!connector) return this.#leaveOut(`the commit of ${name} has no connector`)
    // Whatever count a record claims, no more is made of it than there are configurations.
    const tasks = Array.from({ length: Math.min(count, pending.size) }, (_, task) => pending.get(task))
    const isWhole = tasks.length === count && tasks.every((config) => config !== undefined)
    this.#replace(name, {
      tasks: isWhole ? (tasks as ConnectorConfig[]) : [],
      isInconsistent: !isWhole,
      tasksRevision: ++this.#revision,
      isFencingPending: true,
      ...(isWhole ? { appliedConfig: connector.config } : {}),
    })
    return { kind: 'task-configs', connector: name }
  }

  #fencing(name: string, value: ConfigRecord['value']): null {
    const count = value?.['task-count']
    if (typeof count === 'number') this.#fencedCounts.set(name, count)
    else this.#fencedCounts.delete(name)
    this.#replace(name, { fencedTaskCount: this.#fencedCounts.get(name) ?? null, isFencingPending: false })
    return null
  }

  #sessionKey(value: ConfigRecord['value']): ConfigChange | null {
    const { key, algorithm, 'creation-timestamp': creationTimestamp } = value ?? {}
    if (typeof key !== 'string' || typeof algorithm !== 'string' || typeof creationTimestamp !== 'number') {
      return this.#leaveOut('the session key is malformed')
    }
    return { kind: 'session-key', key: { key, algorithm, creationTimestamp } }
  }
}

function restart(connector: string, value: ConfigRecord['value']): ConfigChange | null {
  if (value === null) return null
  const options = { onlyFailed: value['only-failed'] === true, includeTasks: value['include-tasks'] === true }
  return { kind: 'restart', connector, options }
}

function textMap(value: unknown): ConnectorConfig | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  // A Java worker writes null for a key without value.
  const texts = Object.entries(value).filter(([, text]) => text !== null)
  return Object.fromEntries(texts.map(([key, text]) => [key, String(text)]))
}
