import type { ConfigKeys, ParsedConfig } from '../config/index.ts'
import type { OffsetMap, SourceRecord } from '../data/index.ts'
import { Connector, type ConnectorDefinition, type ConnectorProps } from './connector.ts'
import type { Logger } from './logger.ts'
import { branded } from './plugin.ts'
import type { RecordShape } from './transformation.ts'

export type ExactlyOnceSupport = 'SUPPORTED' | 'UNSUPPORTED'

export abstract class SourceConnector extends Connector {
  /** null = not known (the default), as in Connect. */
  exactlyOnceSupport?(props: ConnectorProps): ExactlyOnceSupport | null
  /** Whether the connector sets transaction boundaries itself (`transaction.boundary=connector`). Default: no. */
  canDefineTransactionBoundaries?(props: ConnectorProps): ExactlyOnceSupport
  /** Called before offsets are altered or reset (S18.4); throws to refuse. True: the connector took care of everything outside Kafka. */
  alterOffsets?(
    props: ConnectorProps,
    offsets: readonly { readonly partition: OffsetMap; readonly offset: OffsetMap | null }[],
  ): boolean | Promise<boolean>
}

export interface OffsetReader {
  /** The committed offset of a source partition, or null. */
  offset(partition: OffsetMap): Promise<OffsetMap | null>
  /** In the order of `partitions`. */
  offsets(partitions: readonly OffsetMap[]): Promise<readonly (OffsetMap | null)[]>
}

/** Only with `transaction.boundary=connector` (S15.2). */
export interface TransactionContext {
  commitTransaction(record?: SourceRecord): void
  abortTransaction(record?: SourceRecord): void
}

export interface RecordMetadata {
  readonly topic: string
  readonly partition: number
  /** -1 when the broker gave none (acks=0). */
  readonly offset: number
  readonly timestamp: number | null
}

export interface SourceTaskContext {
  readonly connectorName: string
  readonly taskId: number
  readonly logger: Logger
  readonly offsetReader: OffsetReader
  readonly transactionContext: TransactionContext | null
  /** Aborts when the task is asked to stop: pass it on to whatever `poll` waits for. */
  readonly signal: AbortSignal
}

/**
 * The copying half of a source. Life cycle: `initialize` - `start` - `poll`* - `stop`. Calls never overlap, except that `stop` may come
 * while a `poll` is pending; `poll` must then return soon (see `context.signal`).
 */
export abstract class SourceTask {
  protected context!: SourceTaskContext

  initialize(context: SourceTaskContext): void {
    this.context = context
  }

  abstract start(props: ConnectorProps): void | Promise<void>
  /**
   * The next records, in order; null or an empty list when there are none now. Wait inside (a second, say) rather than return at once.
   * A RetriableException is retried; anything else fails the task.
   */
  abstract poll(): readonly SourceRecord[] | null | Promise<readonly SourceRecord[] | null>
  abstract stop(): void | Promise<void>
  /** After offsets were committed. */
  commit?(): void | Promise<void>
  /** After a record was acknowledged by Kafka; `metadata` is null when it was dropped by an SMT or a tolerated error. */
  commitRecord?(record: SourceRecord, metadata: RecordMetadata | null): void | Promise<void>
  /** True once everything there will ever be has been polled; bounded runs (`pipeline run`) end on it. Default: never. */
  isExhausted?(): boolean
}

export interface SourceDefinition<D extends ConfigKeys = ConfigKeys> extends ConnectorDefinition<D> {
  readonly kind: 'source'
  connector(): SourceConnector
  task(): SourceTask
  /** The records before any SMT, as far as the configuration tells: chains are checked with it before deploy. `topic` only when there is one. */
  shape?(config: ParsedConfig<D>): RecordShape
}

export function defineSource<D extends ConfigKeys>(definition: Omit<SourceDefinition<D>, 'kind'>): SourceDefinition<D> {
  return branded({ ...definition, kind: 'source' })
}
