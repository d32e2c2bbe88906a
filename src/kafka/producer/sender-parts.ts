import type { KafkaCluster } from '../cluster.ts'
import type { Accumulator } from './accumulator.ts'
import type { PartitionQueue } from './partition-queue.ts'
import type { ProducerIdentity } from './producer-identity.ts'
import type { ProducerSettings } from './producer-settings.ts'

/** What the sender needs to know of a transaction. */
export interface TransactionGate {
  /** Whether batches of the partition may go out; starts to add it to the transaction when not, and wakes the sender after. */
  admits(queue: PartitionQueue): boolean
  /** Newest version of Produce for the records of this transaction. */
  readonly produceVersionMax: number
  /** Why the transaction cannot be committed any more; its waiting batches fail with this. */
  readonly failure: Error | undefined
  /** A batch failed for good: the transaction can only be aborted. */
  noteFailure(error: Error): void
}

import type { WriteRight } from './write-right.ts'

export interface SenderParts {
  readonly cluster: KafkaCluster
  readonly settings: ProducerSettings
  readonly accumulator: Accumulator
  /** Present for idempotent producers. */
  readonly identity?: ProducerIdentity | undefined
  readonly transactions?: TransactionGate | undefined
  readonly writeRight: WriteRight
}
