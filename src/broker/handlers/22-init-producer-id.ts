import { ErrorCode, InitProducerId } from '../../protocol/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { defineHandler } from './handler.ts'

/** Version 6 (two-phase commit, KIP-939) is not stable in Kafka 4.3 either. */
export const initProducerId = defineHandler(InitProducerId, {
  versions: [0, 5],
  async handle(request, { broker, version }) {
    const { transactions, cluster } = broker
    const { transactionalId, transactionTimeoutMs } = request
    const claim =
      request.producerId < 0n
        ? undefined
        : { producerId: Number(request.producerId), producerEpoch: request.producerEpoch }
    try {
      const identity =
        transactionalId === null
          ? transactions.newProducer()
          : transactions.initProducer(transactionalId, transactionTimeoutMs, claim)
      return { errorCode: 0, producerId: BigInt(identity.producerId), producerEpoch: identity.producerEpoch }
    } catch (error) {
      if (error instanceof KafkaFailure) return { errorCode: fencedCode(error.code, version, 4), producerEpoch: -1 }
      throw error
    } finally {
      // Also when it is refused: what the producer left open may have been aborted.
      await Promise.all([cluster.settle(), transactions.settle()])
    }
  },
  refuse: (_request, errorCode) => ({ errorCode, producerEpoch: -1 }),
})

/** Versions before `since` know fencing under the name INVALID_PRODUCER_EPOCH (KIP-588). */
export function fencedCode(code: number, version: number, since: number): number {
  return code === ErrorCode.PRODUCER_FENCED && version < since ? ErrorCode.INVALID_PRODUCER_EPOCH : code
}
