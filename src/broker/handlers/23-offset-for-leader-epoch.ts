import { OffsetForLeaderEpoch } from '../../protocol/index.ts'
import { checkLeaderEpoch } from '../fetch/read-targets.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { asFailure } from '../storage-failure.ts'
import { defineHandler } from './handler.ts'

export const offsetForLeaderEpoch = defineHandler(OffsetForLeaderEpoch, {
  handle: (request, { broker }) => ({
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition, currentLeaderEpoch, leaderEpoch }) => {
        try {
          const log = broker.cluster.partition(topic, partition)?.log
          if (!log) throw new KafkaFailure('UNKNOWN_TOPIC_OR_PARTITION')
          checkLeaderEpoch({ currentLeaderEpoch }, broker.cluster.leaderEpoch)
          const found = log.epochs.endOf(leaderEpoch, log.endOffset)
          return { partition, errorCode: 0, leaderEpoch: found.epoch, endOffset: BigInt(found.endOffset) }
        } catch (error) {
          const failure = asFailure(error, broker.log, `reading leader epochs of ${topic}-${partition}`)
          return { partition, errorCode: failure.code }
        }
      }),
    })),
  }),
  refuse: (request, errorCode) => ({
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({ partition, errorCode })),
    })),
  }),
})
