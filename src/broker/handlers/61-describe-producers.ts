import { DescribeProducers, ErrorCode } from '../../protocol/index.ts'
import type { ProducerState } from '../log/producer-states.ts'
import { defineHandler } from './handler.ts'

export const describeProducers = defineHandler(DescribeProducers, {
  handle: (request, { broker }) => ({
    topics: request.topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => {
        const log = broker.cluster.partition(name, partitionIndex)?.log
        if (!log) return { partitionIndex, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, activeProducers: [] }
        return { partitionIndex, errorCode: 0, activeProducers: [...log.producers.all()].map(describe) }
      }),
    })),
  }),
  refuse: (request, errorCode) => ({
    topics: request.topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex, errorCode, activeProducers: [] })),
    })),
  }),
})

function describe(state: ProducerState) {
  return {
    producerId: BigInt(state.producerId),
    producerEpoch: state.epoch,
    lastSequence: state.batches.at(-1)?.lastSequence ?? -1,
    lastTimestamp: BigInt(state.lastTimestamp),
    coordinatorEpoch: state.coordinatorEpoch,
    currentTxnStartOffset: BigInt(state.transactionStart),
  }
}
