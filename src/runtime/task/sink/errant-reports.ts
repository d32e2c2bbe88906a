import type { ErrantRecordReporter, PartitionOffset } from '../../../api/index.ts'
import type { SinkRecord } from '../../../data/index.ts'
import { ConnectException } from '../../../errors/index.ts'
import type { RecordFailure } from '../../error/record-failure.ts'
import { placeOf, type RetryWithTolerance } from '../../error/retry-with-tolerance.ts'
import type { ConsumedRecord } from '../kafka-ports.ts'
import { originOf } from './sink-chain.ts'
import { partitionName } from './sink-offsets.ts'

/** Makes bytes again for a record that the task itself made (S17.8). */
export type Reconvert = (record: SinkRecord) => ConsumedRecord | Promise<ConsumedRecord>

/** The failure of a record that a sink task refused. */
export const refusedRecord = (record: SinkRecord, error: unknown, consumed: ConsumedRecord | null): RecordFailure => ({
  place: placeOf('TASK_PUT', 'org.apache.kafka.connect.sink.SinkTask'),
  ...{ error, attempts: 1, consumed, sink: record, source: null },
})

/**
 * Records that a sink task reports as refused (KIP-610): counted and reported at once; commits wait until the reports up to their offsets are
 * durable (S16.4).
 */
export class ErrantReports implements ErrantRecordReporter {
  readonly #tolerance: RetryWithTolerance
  readonly #reconvert: Reconvert
  readonly #pending = new Map<Promise<void>, { readonly partition: string; readonly offset: number }>()
  #failure: { readonly error: unknown } | null = null

  constructor(tolerance: RetryWithTolerance, reconvert: Reconvert) {
    this.#tolerance = tolerance
    this.#reconvert = reconvert
  }

  report(record: SinkRecord, error: unknown): Promise<void> {
    const report = this.#report(record, error)
    this.#pending.set(report, {
      partition: partitionName({
        topic: record.originalTopic,
        partition: record.originalKafkaPartition ?? record.kafkaPartition ?? 0,
      }),
      offset: record.originalKafkaOffset,
    })
    report.then(
      () => this.#pending.delete(report),
      (failure) => {
        this.#failure ??= { error: failure }
        this.#pending.delete(report)
      },
    )
    return report
  }

  async #report(record: SinkRecord, error: unknown): Promise<void> {
    const consumed = originOf(record) ?? (await this.#reconvert(record))
    await this.#tolerance.skip(refusedRecord(record, error, consumed))
    if (!this.#tolerance.isTolerant) throw new ConnectException('Error tolerance exceeded', error)
  }

  /** Throws once a report failed: the task must fail then. */
  throwFailure(): void {
    if (this.#failure) throw new ConnectException('Unable to report a record as failed', this.#failure.error)
  }

  /** Waits for the reports about records below the given offsets. */
  async settled(offsets: readonly PartitionOffset[]): Promise<void> {
    const upTo = new Map(offsets.map((each) => [partitionName(each), each.offset]))
    const waiting = [...this.#pending]
      .filter(([, at]) => at.offset < (upTo.get(at.partition) ?? 0))
      .map(([report]) => report)
    await Promise.allSettled(waiting)
    this.throwFailure()
  }
}
