import type { ConfigKeys } from '../config/index.ts'
import type { SinkRecord } from '../data/index.ts'
import { Connector, type ConnectorDefinition, type ConnectorProps } from './connector.ts'
import type { Logger } from './logger.ts'
import { branded } from './plugin.ts'

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** Next offset to read, by partition. */
export interface PartitionOffset extends TopicPartition {
  readonly offset: number
}

export abstract class SinkConnector extends Connector {
  /** As SourceConnector.alterOffsets; `offset` null = the partition's offset is deleted. */
  alterOffsets?(
    props: ConnectorProps,
    offsets: readonly (TopicPartition & { readonly offset: number | null })[],
  ): boolean | Promise<boolean>
}

/** Hands one record that the system refused to the DLQ or log (KIP-610). */
export interface ErrantRecordReporter {
  /** Resolves when the report is durable; offsets of later commits wait for it. Rejects when it cannot be reported. */
  report(record: SinkRecord, error: unknown): Promise<void>
}

export interface SinkTaskContext {
  readonly connectorName: string
  readonly taskId: number
  readonly logger: Logger
  /** The task's configuration. */
  configs(): ConnectorProps
  /** Rewinds: the next poll reads from here. Only from `put`, `preCommit` and `open`. */
  offset(offsets: readonly PartitionOffset[]): void
  /** How long to wait before a batch that failed with RetriableException is delivered again. Milliseconds. */
  timeout(timeoutMs: number): void
  assignment(): readonly TopicPartition[]
  pause(partitions: readonly TopicPartition[]): void
  resume(partitions: readonly TopicPartition[]): void
  requestCommit(): void
  /** Null when neither a DLQ nor `errors.log.enable` is configured (S17.10). */
  readonly errantRecordReporter: ErrantRecordReporter | null
  readonly signal: AbortSignal
}

/**
 * The copying half of a sink. Life cycle: `initialize` - `start` - (`open` - `put`* - `preCommit`* - `close`)* - `stop`. Calls never overlap.
 */
export abstract class SinkTask {
  protected context!: SinkTaskContext

  initialize(context: SinkTaskContext): void {
    this.context = context
  }

  abstract start(props: ConnectorProps): void | Promise<void>
  /** Partitions were assigned (cooperative: the new ones only). */
  open?(partitions: readonly TopicPartition[]): void | Promise<void>
  /** Partitions are given up, after their last `preCommit`. */
  close?(partitions: readonly TopicPartition[]): void | Promise<void>
  /** A batch, in partition order; may be empty. RetriableException: the same batch comes again (S16.2); any other error fails the task. */
  abstract put(records: readonly SinkRecord[]): void | Promise<void>
  /** Makes everything put so far durable. */
  flush?(offsets: readonly PartitionOffset[]): void | Promise<void>
  /**
   * The offsets that may be committed; default: `flush`, then all of `offsets`. Fewer: what was not durable yet is read again after a restart.
   * Empty: skip this commit.
   */
  preCommit?(offsets: readonly PartitionOffset[]): readonly PartitionOffset[] | Promise<readonly PartitionOffset[]>
  abstract stop(): void | Promise<void>
}

export interface SinkDefinition<D extends ConfigKeys = ConfigKeys> extends ConnectorDefinition<D> {
  readonly kind: 'sink'
  connector(): SinkConnector
  task(): SinkTask
}

export function defineSink<D extends ConfigKeys>(definition: Omit<SinkDefinition<D>, 'kind'>): SinkDefinition<D> {
  return branded({ ...definition, kind: 'sink' })
}
