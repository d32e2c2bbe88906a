import type {
  ErrantRecordReporter,
  Logger,
  PartitionOffset,
  SinkTaskContext,
  TopicPartition,
} from '../../../api/index.ts'
import { IllegalWorkerStateException } from '../../../errors/index.ts'
import type { TaskConsumer } from '../kafka-ports.ts'
import { partitionName } from './sink-offsets.ts'

export interface SinkContextInit {
  readonly connectorName: string
  readonly taskId: number
  readonly logger: Logger
  readonly props: Readonly<Record<string, string>>
  readonly consumer: TaskConsumer
  readonly errantRecordReporter: ErrantRecordReporter | null
  readonly signal: AbortSignal
  /** Whether all partitions rest anyway (paused connector, redelivery). */
  readonly isResting: () => boolean
}

/** What a sink task may ask for (`WorkerSinkTaskContext`, S16.6); the loop reads the wishes between two calls of the task. */
export class SinkContext implements SinkTaskContext {
  readonly connectorName: string
  readonly taskId: number
  readonly logger: Logger
  readonly errantRecordReporter: ErrantRecordReporter | null
  readonly signal: AbortSignal
  readonly #init: SinkContextInit
  readonly #paused = new Map<string, TopicPartition>()
  #rewinds = new Map<string, PartitionOffset>()
  #retryTimeoutMs: number | null = null
  #isCommitRequested = false

  constructor(init: SinkContextInit) {
    this.#init = init
    this.connectorName = init.connectorName
    this.taskId = init.taskId
    this.logger = init.logger
    this.errantRecordReporter = init.errantRecordReporter
    this.signal = init.signal
  }

  configs(): Readonly<Record<string, string>> {
    return this.#init.props
  }

  offset(offsets: readonly PartitionOffset[]): void {
    for (const each of offsets) this.#rewinds.set(partitionName(each), each)
  }

  timeout(timeoutMs: number): void {
    this.#retryTimeoutMs = timeoutMs
  }

  assignment(): readonly TopicPartition[] {
    return this.#init.consumer.assignment()
  }

  pause(partitions: readonly TopicPartition[]): void {
    this.#assertAssigned(partitions, 'pause')
    for (const each of partitions) this.#paused.set(partitionName(each), each)
    this.#init.consumer.pause(partitions)
  }

  resume(partitions: readonly TopicPartition[]): void {
    this.#assertAssigned(partitions, 'resume')
    for (const each of partitions) this.#paused.delete(partitionName(each))
    if (!this.#init.isResting()) this.#init.consumer.resume(partitions)
  }

  requestCommit(): void {
    this.#isCommitRequested = true
  }

  isPausedByTask(partition: TopicPartition): boolean {
    return this.#paused.has(partitionName(partition))
  }

  forget(partitions: readonly TopicPartition[]): void {
    for (const each of partitions) {
      this.#paused.delete(partitionName(each))
      this.#rewinds.delete(partitionName(each))
    }
  }

  takeRewinds(): readonly PartitionOffset[] {
    if (this.#rewinds.size === 0) return []
    const rewinds = [...this.#rewinds.values()]
    this.#rewinds = new Map()
    return rewinds
  }

  takeRetryTimeout(): number | null {
    const timeoutMs = this.#retryTimeoutMs
    this.#retryTimeoutMs = null
    return timeoutMs
  }

  get isCommitRequested(): boolean {
    return this.#isCommitRequested
  }

  clearCommitRequest(): void {
    this.#isCommitRequested = false
  }

  #assertAssigned(partitions: readonly TopicPartition[], verb: string): void {
    const assigned = new Set(this.assignment().map(partitionName))
    const foreign = partitions.find((each) => !assigned.has(partitionName(each)))
    if (foreign)
      throw new IllegalWorkerStateException(
        `SinkTasks may not ${verb} partitions that are not currently assigned to them.`,
        new Error(`No current assignment for partition ${partitionName(foreign)}`),
      )
  }
}
