import { EndTxn } from '../../protocol/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { fencedCode } from './22-init-producer-id.ts'
import { defineHandler } from './handler.ts'

/** Since version 5 the producer goes on with a new epoch after each transaction (KIP-890). */
const BUMPS_EPOCH = 5

export const endTxn = defineHandler(EndTxn, {
  async handle({ committed, producerId, ...claim }, { broker, version }) {
    try {
      const next = await broker.transactions.end({
        ...claim,
        producerId: Number(producerId),
        isCommit: committed,
        bumpsEpoch: version >= BUMPS_EPOCH,
      })
      return { errorCode: 0, producerId: BigInt(next.producerId), producerEpoch: next.producerEpoch }
    } catch (error) {
      if (error instanceof KafkaFailure) return { errorCode: fencedCode(error.code, version, 2) }
      throw error
    }
  },
  refuse: (_request, errorCode) => ({ errorCode }),
})
