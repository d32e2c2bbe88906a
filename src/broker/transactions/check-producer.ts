import { KafkaFailure } from '../kafka-failure.ts'
import type { Transaction } from './transaction.ts'

/** What a producer says of itself in a request. */
export interface ProducerClaim {
  readonly transactionalId: string
  readonly producerId: number
  readonly producerEpoch: number
}

/** @throws KafkaFailure INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED or CONCURRENT_TRANSACTIONS */
export function checkProducer(known: Transaction | undefined, claim: ProducerClaim): Transaction {
  if (claim.transactionalId === '') throw new KafkaFailure('INVALID_REQUEST')
  if (!known || known.producerId !== claim.producerId) throw new KafkaFailure('INVALID_PRODUCER_ID_MAPPING')
  if (known.producerEpoch !== claim.producerEpoch) throw new KafkaFailure('PRODUCER_FENCED')
  if (known.state === 'PrepareCommit' || known.state === 'PrepareAbort') {
    throw new KafkaFailure('CONCURRENT_TRANSACTIONS')
  }
  return known
}

/** Whether the producer ends the same transaction again, since the first answer did not reach it. */
export function isRepeatedEnd(
  known: Transaction | undefined,
  claim: ProducerClaim,
  isCommit: boolean,
): known is Transaction {
  if (!known || known.state !== (isCommit ? 'CompleteCommit' : 'CompleteAbort')) return false
  const before = known.previousProducerId >= 0 ? known.previousProducerId : known.producerId
  return claim.producerId === before && claim.producerEpoch === known.lastProducerEpoch
}
