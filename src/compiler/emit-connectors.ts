import type {
  CompiledConnector,
  ConnectorSpec,
  PipelineSpec,
  PluginSpec,
  SinkSpec,
  SourceSpec,
  TransformSpec,
} from '../spec/index.ts'
import { INLINE_TRANSFORM_CLASS } from '../spec/index.ts'
import { child, escapePointer } from './pointer.ts'

/** Where a key of the emitted configuration comes from, by key. */
type Origins = ReadonlyMap<string, string>

/** A key that a file sets in two ways. */
interface Conflict {
  readonly key: string
  readonly first: string
  readonly second: string
}

export interface EmittedConnector extends CompiledConnector {
  readonly spec: SourceSpec | SinkSpec
  readonly origins: Origins
  readonly conflicts: readonly Conflict[]
}

export interface BundleReference {
  readonly hash: string
  /** Of this pipeline in the module's default export. */
  readonly exportPointer: string
}

/** The pipeline as plain Kafka Connect configurations, source first. */
export function emitConnectors(spec: PipelineSpec, bundle: BundleReference | null): EmittedConnector[] {
  const connectors = spec.source ? [spec.source, ...spec.sinks] : spec.sinks
  return connectors.map((connector) => {
    const writer = new ConfigWriter()
    writer.set('name', connector.name, child(connector.pointer, 'name'))
    writer.set('connector.class', connector.plugin.className, child(connector.pointer, 'connector'))
    if (connector.tasks !== null) writer.set('tasks.max', String(connector.tasks), child(connector.pointer, 'tasks'))
    if (connector.kind === 'sink') emitTopics(connector, writer)
    writer.plugin('', connector.plugin)
    emitConverters(connector, writer)
    emitTransforms(connector, bundle, writer)
    emitErrors(connector, writer)
    return {
      name: connector.name,
      kind: connector.kind,
      config: writer.config,
      spec: connector,
      origins: writer.origins,
      conflicts: writer.conflicts,
    }
  })
}

class ConfigWriter {
  readonly config: Record<string, string> = {}
  readonly origins = new Map<string, string>()
  readonly conflicts: Conflict[] = []

  set(key: string, value: string, pointer: string): void {
    const first = this.origins.get(key)
    if (first !== undefined) this.conflicts.push({ key, first, second: pointer })
    this.config[key] = value
    this.origins.set(key, pointer)
  }

  plugin(prefix: string, plugin: PluginSpec): void {
    for (const [key, value] of Object.entries(plugin.config))
      this.set(prefix + key, value, child(child(plugin.pointer, 'config'), key))
  }
}

function emitTopics(sink: SinkSpec, writer: ConfigWriter): void {
  const pointer = child(sink.pointer, 'topics')
  if (sink.topics === null) return
  if ('regex' in sink.topics) writer.set('topics.regex', sink.topics.regex, child(pointer, 'regex'))
  else writer.set('topics', sink.topics.join(','), pointer)
}

function emitConverters({ converters }: ConnectorSpec, writer: ConfigWriter): void {
  for (const [part, plugin] of Object.entries(converters) as [string, PluginSpec | null][]) {
    if (!plugin) continue
    writer.set(`${part}.converter`, plugin.className, plugin.pointer)
    writer.plugin(`${part}.converter.`, plugin)
  }
}

function emitTransforms(connector: ConnectorSpec, bundle: BundleReference | null, writer: ConfigWriter): void {
  const { transforms, predicates, pointer } = connector
  if (transforms.length === 0) return
  writer.set('transforms', transforms.map((step) => step.alias).join(','), child(pointer, 'transforms'))
  const emitted = new Set<string>()
  for (const step of transforms) {
    if (emitted.has(step.alias)) continue
    emitted.add(step.alias)
    emitStep(step, connector, bundle, writer)
  }
  const aliases = Object.keys(predicates)
  if (aliases.length === 0) return
  writer.set('predicates', aliases.join(','), '/predicates')
  for (const [alias, predicate] of Object.entries(predicates)) {
    writer.set(`predicates.${alias}.type`, predicate.className, predicate.pointer)
    writer.plugin(`predicates.${alias}.`, predicate)
  }
}

function emitStep(
  step: TransformSpec,
  connector: ConnectorSpec,
  bundle: BundleReference | null,
  writer: ConfigWriter,
): void {
  const prefix = `transforms.${step.alias}.`
  writer.set(`${prefix}type`, step.plugin?.className ?? INLINE_TRANSFORM_CLASS, child(step.pointer, 'type'))
  if (step.plugin) writer.plugin(prefix, step.plugin)
  else if (bundle) {
    writer.set(`${prefix}bundle`, bundle.hash, step.pointer)
    const place = `${bundle.exportPointer}${connector.pointer}/transforms/${escapePointer(step.alias)}`
    writer.set(`${prefix}function`, place, step.pointer)
  }
  if (!step.predicate) return
  const from = child(step.pointer, step.predicate.negate ? 'unless' : 'when')
  writer.set(`${prefix}predicate`, step.predicate.alias, from)
  if (step.predicate.negate) writer.set(`${prefix}negate`, 'true', from)
}

function emitErrors({ errors, pointer }: ConnectorSpec, writer: ConfigWriter): void {
  const at = child(pointer, 'errors')
  const set = (key: string, value: unknown, place: string) => {
    if (value !== null && value !== undefined) writer.set(`errors.${key}`, String(value), `${at}/${place}`)
  }
  set('tolerance', errors.tolerance, 'tolerance')
  set('retry.timeout', errors.retryTimeoutMs, 'retry')
  set('retry.delay.max.ms', errors.retryDelayMaxMs, 'retry/delayMax')
  if (errors.log) {
    set('log.enable', true, 'log')
    set('log.include.messages', errors.log.messages, 'log/messages')
  }
  set('put.bisect.enable', errors.bisect, 'bisect')
  set('tolerance.budget.max.errors', errors.budget?.errors, 'budget')
  set('tolerance.budget.window.ms', errors.budget?.windowMs, 'budget/window')
  set('restart.max.attempts', errors.restart?.attempts, 'restart')
  set('restart.backoff.ms', errors.restart?.backoffMs, 'restart/backoff')
  set('restart.backoff.max.ms', errors.restart?.backoffMaxMs, 'restart/backoffMax')
  if (!errors.dlq) return
  set('deadletterqueue.topic.name', errors.dlq.topic, 'dlq')
  set('deadletterqueue.topic.replication.factor', errors.dlq.replication ?? -1, 'dlq/replication')
  set('deadletterqueue.context.headers.enable', errors.dlq.headers, 'dlq/headers')
}
