import { DeleteRecords } from '../../protocol/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { dropSegmentsBefore } from '../log/drop-segments.ts'
import { asFailure } from '../storage-failure.ts'
import { defineHandler, type RequestContext } from './handler.ts'

/** Offset that stands for the high watermark. */
const HIGH_WATERMARK = -1

export const deleteRecords = defineHandler(DeleteRecords, {
  handle: (request, context) => ({
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, offset }) => {
        try {
          const lowWatermark = BigInt(deleteBefore(context, name, partitionIndex, Number(offset)))
          return { partitionIndex, lowWatermark, errorCode: 0 }
        } catch (error) {
          const failure = asFailure(error, context.broker.log, `deleting records of ${name}-${partitionIndex}`)
          return { partitionIndex, lowWatermark: -1n, errorCode: failure.code }
        }
      }),
    })),
  }),
  refuse: (request, errorCode) => ({
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, lowWatermark: -1n, errorCode })),
    })),
  }),
})

function deleteBefore({ broker }: RequestContext, name: string, index: number, asked: number): number {
  const partition = broker.cluster.partition(name, index)
  if (!partition) throw new KafkaFailure('UNKNOWN_TOPIC_OR_PARTITION')
  const { log, topic } = partition
  log.assertUsable()
  if (!topic.logConfig.isDeleted) throw new KafkaFailure('POLICY_VIOLATION')
  const offset = asked === HIGH_WATERMARK ? log.highWatermark : asked
  if (offset < 0 || offset > log.highWatermark) throw new KafkaFailure('OFFSET_OUT_OF_RANGE')
  log.advanceStart(offset)
  dropSegmentsBefore(log)
  return log.startOffset
}
