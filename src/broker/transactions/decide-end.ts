import { KafkaFailure } from '../kafka-failure.ts'
import { checkProducer, isEnding, type ProducerClaim } from './check-producer.ts'
import { EPOCH_MAX, type Transaction } from './transaction.ts'

export interface EndRequest extends ProducerClaim {
  readonly isCommit: boolean
  /** The producer goes on with the next epoch (KIP-890). */
  readonly bumpsEpoch: boolean
}

/**
 * What an EndTxn asks for: to end the transaction, or to hear once more how the last one ended
 * (`TransactionCoordinator.endTransaction` and `endTransactionWithTV1` of Kafka 4.3). When each end raises the epoch, a
 * repetition is known by its epoch and can never end the transaction after; without, the two cannot be told apart.
 *
 * @throws KafkaFailure INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED, CONCURRENT_TRANSACTIONS or INVALID_TXN_STATE
 */
export function decideEnd(found: Transaction | undefined, request: EndRequest): 'end' | 'repeat' {
  const { isCommit, bumpsEpoch } = request
  if (bumpsEpoch && found && isRepeated(found, request)) {
    if (!endsAlike(found, isCommit)) throw new KafkaFailure('INVALID_TXN_STATE')
    if (isEnding(found)) throw new KafkaFailure('CONCURRENT_TRANSACTIONS')
    return 'repeat'
  }
  const known = checkProducer(found, request)
  if (known.state === 'Ongoing') return 'end'
  // A producer that failed before its first record was added may still abort.
  if (bumpsEpoch && !isCommit) return 'end'
  if (!bumpsEpoch && endsAlike(known, isCommit)) return 'repeat'
  throw new KafkaFailure('INVALID_TXN_STATE')
}

/** Whether an end raised the epoch from this one; also the coordinator's own, when the transaction's time was over. */
function isRepeated(found: Transaction, { producerId, producerEpoch }: ProducerClaim): boolean {
  if (found.state === 'Ongoing' || found.state === 'Empty') return false
  if (producerId === found.producerId) return producerEpoch + 1 === found.producerEpoch
  return producerId === found.previousProducerId && producerEpoch === EPOCH_MAX && found.producerEpoch === 0
}

function endsAlike({ state }: Transaction, isCommit: boolean): boolean {
  return isCommit
    ? state === 'PrepareCommit' || state === 'CompleteCommit'
    : state === 'PrepareAbort' || state === 'CompleteAbort'
}
