import { KafkaFailure } from '../kafka-failure.ts'
import type { Transaction } from './transaction.ts'

/** What a producer says of itself in a request. */
export interface ProducerClaim {
  readonly transactionalId: string
  readonly producerId: number
  readonly producerEpoch: number
}

type Identity = Omit<ProducerClaim, 'transactionalId'>

/** The decision is made and its markers are not written yet. */
export const isEnding = ({ state }: Transaction): boolean => state === 'PrepareCommit' || state === 'PrepareAbort'

/** @throws KafkaFailure INVALID_PRODUCER_ID_MAPPING, PRODUCER_FENCED or CONCURRENT_TRANSACTIONS */
export function checkProducer(known: Transaction | undefined, claim: ProducerClaim): Transaction {
  if (claim.transactionalId === '') throw new KafkaFailure('INVALID_REQUEST')
  if (!known || known.producerId !== claim.producerId) throw new KafkaFailure('INVALID_PRODUCER_ID_MAPPING')
  if (known.producerEpoch !== claim.producerEpoch) throw new KafkaFailure('PRODUCER_FENCED')
  if (isEnding(known)) throw new KafkaFailure('CONCURRENT_TRANSACTIONS')
  return known
}

export const isCurrent = (known: Transaction, claim: Identity): boolean =>
  claim.producerId === known.producerId && claim.producerEpoch === known.producerEpoch

/** Whether this is who the producer was before its epoch was raised the last time: it did not hear the answer. */
export function isPredecessor(known: Transaction, claim: Identity): boolean {
  const idBefore = known.previousProducerId >= 0 ? known.previousProducerId : known.producerId
  return claim.producerId === idBefore && claim.producerEpoch === known.lastProducerEpoch
}

/** Produce and TxnOffsetCommit know fencing under the name INVALID_PRODUCER_EPOCH; other errors are given back as they are. */
export const asEpochFailure = (error: unknown): unknown =>
  error instanceof KafkaFailure && error.name === 'PRODUCER_FENCED' ? new KafkaFailure('INVALID_PRODUCER_EPOCH') : error
