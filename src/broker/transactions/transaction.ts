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
  /** The producer id before the last change; -1 without. */
  previousProducerId: number
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

export const partitionKey = (topic: string, partition: number) => `${topic}/${partition}`

export function parsePartitionKey(key: string): { topic: string; partition: number } {
  const slash = key.indexOf('/')
  return { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)) }
}
