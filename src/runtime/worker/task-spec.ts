import type { ConnectorTaskId, TargetState } from '../herder/connector-state.ts'
import type { PluginSpec, TaskSpec } from '../host/host-api.ts'
import { withPrefix } from '../task/plugin-factory.ts'
import type { SamplerSettings } from '../tracing/tracing-settings.ts'
import type { ClientConfigs } from './client-config.ts'
import type { WorkerProps, WorkerSettings } from './worker-settings.ts'

type Props = Readonly<Record<string, string>>

export interface TaskSpecInput {
  readonly id: ConnectorTaskId
  readonly run: string
  readonly kind: 'source' | 'sink'
  /** References resolved. */
  readonly connectorConfig: Props
  readonly taskConfig: Props
  readonly target: TargetState
  readonly counters: SharedArrayBuffer
  readonly secrets: TaskSpec['secrets']
  readonly worker: {
    readonly props: WorkerProps
    readonly settings: WorkerSettings
    readonly clients: ClientConfigs
    /** null: no traces. */
    readonly tracing: SamplerSettings | null
  }
  /** Sources deliver exactly once (`exactly.once.source.support=enabled`); null = at least once. */
  readonly exactlyOnce: ExactlyOnceSupport | null
}

export interface ExactlyOnceSupport {
  /** `group.id` of the worker. */
  readonly groupId: string
  /** `offset.storage.topic` of the worker. */
  readonly offsetsTopic: string
}

export function taskSpec(input: TaskSpecInput): TaskSpec {
  const { id, kind, connectorConfig, worker } = input
  const { settings, props, clients } = worker
  const hasDlq = (connectorConfig['errors.deadletterqueue.topic.name'] ?? '').trim() !== ''
  return {
    id,
    run: input.run,
    kind,
    connectorClass: connectorConfig['connector.class'] ?? '',
    connectorConfig,
    taskConfig: input.taskConfig,
    target: input.target,
    counters: input.counters,
    secrets: input.secrets,
    keyConverter: converterSpec('key.converter', connectorConfig, props),
    valueConverter: converterSpec('value.converter', connectorConfig, props),
    headerConverter: converterSpec('header.converter', connectorConfig, {
      'header.converter': settings['header.converter'],
      ...props,
    }),
    flushIntervalMs: settings['offset.flush.interval.ms'],
    flushTimeoutMs: settings['offset.flush.timeout.ms'],
    ...(kind === 'source' ? sourceClients(input) : {}),
    ...(kind === 'sink' ? { consumer: clients.consumer(id, connectorConfig) } : {}),
    ...(kind === 'sink' && hasDlq ? { dlqProducer: clients.dlqProducer(id, connectorConfig) } : {}),
    ...(worker.tracing === null ? {} : { tracing: worker.tracing }),
    createsTopics: kind === 'source' && settings['topic.creation.enable'] && hasTopicCreation(connectorConfig),
  }
}

function sourceClients({ id, connectorConfig, worker, exactlyOnce }: TaskSpecInput): Partial<TaskSpec> {
  const { clients, settings } = worker
  if (exactlyOnce === null) return { producer: clients.producer(id, connectorConfig) }
  const own = (connectorConfig['offsets.storage.topic'] ?? '').trim()
  const boundary = (connectorConfig['transaction.boundary'] ?? 'poll').trim().toLowerCase()
  return {
    producer: clients.exactlyOnceProducer(id, connectorConfig, exactlyOnce.groupId),
    exactlyOnce: {
      offsetsTopic: own === '' ? exactlyOnce.offsetsTopic : own,
      isSeparate: own !== '' && own !== exactlyOnce.offsetsTopic,
      boundary: boundary === 'interval' || boundary === 'connector' ? boundary : 'poll',
      intervalMs: Number(connectorConfig['transaction.boundary.interval.ms'] ?? settings['offset.flush.interval.ms']),
    },
  }
}

/** S5.2: at least one key begins with `topic.creation.`. */
export const hasTopicCreation = (config: Props): boolean =>
  Object.keys(config).some((key) => key.startsWith('topic.creation.'))

/** The connector's converter with the connector's settings alone, or the worker's with the worker's (S3.2). */
export function converterSpec(prefix: string, connector: Props, worker: Props): PluginSpec {
  const own = (connector[prefix] ?? '').trim()
  const from = own === '' ? worker : connector
  const props = withPrefix(from, `${prefix}.`)
  return own === '' ? { className: (worker[prefix] ?? '').trim(), props, isWorkers: true } : { className: own, props }
}
