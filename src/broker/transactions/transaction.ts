/** Kafka's names, as DescribeTransactions shows them. */
export type TransactionState =
  | 'Empty'
  | 'Ongoing'
  | 'PrepareCommit'
  | 'PrepareAbort'
  | 'CompleteCommit'
  | 'CompleteAbort'

/** What is known of one transactional id; also the form in which it is stored. */
export interface Transaction {
  readonly transactionalId: string
  producerId: number
  producerEpoch: number
  /** The epoch before the last bump, whose requests are recognised when they are sent again; -1 without. */
  lastProducerEpoch: number
  /** The producer id before this one, when the last change gave out a new one; -1 without. */
  previousProducerId: number
  /** While it is being ended: the id that its producer goes on with, since the epochs of this one are used up; -1 without. */
  nextProducerId: number
  state: TransactionState
  timeoutMs: number
  /** Partitions that were written to, as `topic/partition`. */
  partitions: string[]
  /** Groups whose offsets are part of it. */
  groups: string[]
  /** -1 while none is running. */
  startMs: number
  updatedMs: number
}

/** The last epoch before a producer gets a new id; one is left for fencing it (`TransactionMetadata.java`). */
export const EPOCH_MAX = 32_766

export const partitionKey = (topic: string, partition: number) => `${topic}/${partition}`

export function parsePartitionKey(key: string): { topic: string; partition: number } {
  const slash = key.indexOf('/')
  return { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)) }
}
