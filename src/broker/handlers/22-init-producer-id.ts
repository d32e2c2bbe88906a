import { InitProducerId } from '../../protocol/index.ts'
import { defineHandler } from './handler.ts'

/** Version 6 (two-phase commit, KIP-939) is not stable in Kafka 4.3 either. */
export const initProducerId = defineHandler(InitProducerId, {
  versions: [0, 5],
  async handle(_request, { broker }) {
    const { producerId, producerEpoch } = broker.transactions.newProducer()
    await broker.cluster.settle()
    return { errorCode: 0, producerId: BigInt(producerId), producerEpoch }
  },
  refuse: (_request, errorCode) => ({ errorCode, producerEpoch: -1 }),
})
