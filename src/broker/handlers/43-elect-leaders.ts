import { ElectLeaders, ErrorCode } from '../../protocol/index.ts'
import { defineHandler } from './handler.ts'

/** This broker leads every partition: there is never anything to elect. */
export const electLeaders = defineHandler(ElectLeaders, {
  handle: (request, { broker }) => ({
    errorCode: 0,
    replicaElectionResults: (request.topicPartitions ?? []).map(({ topic, partitions }) => ({
      topic,
      partitionResult: partitions.map((partitionId) =>
        broker.cluster.partition(topic, partitionId)
          ? {
              partitionId,
              errorCode: ErrorCode.ELECTION_NOT_NEEDED,
              errorMessage: 'Leader election not needed for topic partition.',
            }
          : {
              partitionId,
              errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
              errorMessage: 'No such topic or partition.',
            },
      ),
    })),
  }),
  refuse: (_request, errorCode) => ({ errorCode, replicaElectionResults: [] }),
})
