import { ErrorCode, type KafkaErrorName } from '../../protocol/index.ts'

/** `TransactionManager.ADD_PARTITIONS_RETRY_BACKOFF_MS`: the markers of the transaction before are nearly written. */
export const concurrentBackoffMs = 20

const codes = (...names: readonly KafkaErrorName[]): ReadonlySet<number> =>
  new Set(names.map((name) => ErrorCode[name]))

/** Errors of a batch after which the producer cannot go on (`TransactionManager.maybeTransitionToErrorState`). */
const fatalForRecords = codes(
  'CLUSTER_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'PRODUCER_FENCED',
  'UNSUPPORTED_VERSION',
  'INVALID_PRODUCER_ID_MAPPING',
)

/** Adding partitions is the one call where what is not named fatal can be aborted. */
const fatalForPartitions = codes(
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'INVALID_TXN_STATE',
  'INVALID_PRODUCER_ID_MAPPING',
)

const abortable: Readonly<Record<string, ReadonlySet<number>>> = {
  InitProducerId: codes(
    'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
    'CLUSTER_AUTHORIZATION_FAILED',
    'TRANSACTION_ABORTABLE',
  ),
  AddOffsetsToTxn: codes('UNKNOWN_PRODUCER_ID', 'GROUP_AUTHORIZATION_FAILED', 'TRANSACTION_ABORTABLE'),
  TxnOffsetCommit: codes(
    'GROUP_AUTHORIZATION_FAILED',
    'FENCED_INSTANCE_ID',
    'UNKNOWN_MEMBER_ID',
    'ILLEGAL_GENERATION',
    'TRANSACTION_ABORTABLE',
  ),
  EndTxn: codes('UNKNOWN_PRODUCER_ID', 'TRANSACTION_ABORTABLE'),
}

/**
 * Whether an error ends the producer, not just its transaction, as Kafka 4.3's `TransactionManager.java` decides.
 * @param api - the call that was answered with it; records when it is not one of a transaction's own.
 */
export function isFatal(api: string, code: number): boolean {
  if (api === 'AddPartitionsToTxn') return fatalForPartitions.has(code)
  const known = abortable[api]
  return known === undefined ? fatalForRecords.has(code) : !known.has(code)
}
