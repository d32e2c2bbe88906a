import { ErrorCode, WriteTxnMarkers } from '../../protocol/index.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { asFailure } from '../storage-failure.ts'
import { writeMarker } from '../transactions/write-markers.ts'
import { defineHandler } from './handler.ts'

/** Brokers of a cluster send it to each other; here it comes from `kafka-transactions.sh abort` alone. */
export const writeTxnMarkers = defineHandler(WriteTxnMarkers, {
  async handle(request, { broker }) {
    const logs = new Set<PartitionLog>()
    const markers = request.markers.map(({ topics, ...marker }) => ({
      producerId: marker.producerId,
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((partitionIndex) => {
          const log = broker.cluster.partition(name, partitionIndex)?.log
          if (!log) return { partitionIndex, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION }
          try {
            writeMarker(broker.cluster, log, {
              producerId: Number(marker.producerId),
              producerEpoch: marker.producerEpoch,
              isCommit: marker.transactionResult,
              coordinatorEpoch: marker.coordinatorEpoch,
            })
            logs.add(log)
            return { partitionIndex, errorCode: 0 }
          } catch (error) {
            return { partitionIndex, errorCode: asFailure(error, broker.log, `ending a transaction in ${name}`).code }
          }
        }),
      })),
    }))
    for (const log of logs) await log.settle()
    return { markers }
  },
  refuse: (request, errorCode) => ({
    markers: request.markers.map(({ producerId, topics }) => ({
      producerId,
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex, errorCode })),
      })),
    })),
  }),
})
