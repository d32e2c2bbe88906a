import { isPipelineError, PipelineError } from '../../errors/index.ts'
import { ErrorCode } from '../../protocol/index.ts'
import { backOffMs } from '../back-off.ts'
import { delay } from '../clock.ts'
import type { KafkaCluster } from '../cluster.ts'
import { kafkaError } from '../kafka-error.ts'
import type { TopicMetadata } from '../metadata/metadata-cache.ts'

/** Errors of a topic that a little patience may heal: it is being created, or waits for leaders. */
const passing: ReadonlySet<number> = new Set([
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.LEADER_NOT_AVAILABLE,
  ErrorCode.REPLICA_NOT_AVAILABLE,
])

/**
 * Waits until a topic exists and has more than `partition` partitions (it is created on the way where brokers allow
 * that), for at most `max.block.ms`; the texts are those of `KafkaProducer.waitOnMetadata`.
 */
export async function waitForTopic(
  cluster: KafkaCluster,
  topic: string,
  partition: number,
  maxBlockMs: number,
): Promise<TopicMetadata> {
  const deadline = cluster.clock.now() + maxBlockMs
  for (let attempt = 0; ; attempt++) {
    let known: TopicMetadata | undefined
    let failure: Error | undefined
    try {
      await cluster.metadata.refresh([topic], { autoCreate: true })
      known = cluster.metadata.cache.topic(topic)
    } catch (error) {
      if (!isPipelineError(error) || !error.retriable) throw error
      failure = error
    }
    if (known !== undefined && known.errorCode === 0 && known.partitions.length > Math.max(partition, 0)) return known
    if (known !== undefined && known.errorCode !== 0 && !passing.has(known.errorCode))
      throw kafkaError(known.errorCode, { api: 'Metadata', about: `topic "${topic}"` })
    const { retryBackoffMs, retryBackoffMaxMs } = cluster.settings
    const wait = backOffMs(attempt, retryBackoffMs, retryBackoffMaxMs, cluster.random)
    if (cluster.clock.now() + wait >= deadline || cluster.isClosed)
      throw notPresent(topic, partition, known, maxBlockMs, failure)
    await delay(cluster.clock, wait)
  }
}

function notPresent(
  topic: string,
  partition: number,
  known: TopicMetadata | undefined,
  maxBlockMs: number,
  cause: Error | undefined,
): PipelineError {
  const count = known?.partitions.length ?? 0
  const text =
    count > 0
      ? `Partition ${partition} of topic ${topic} with partition count ${count} is not present in metadata after ${maxBlockMs} ms.`
      : `Topic ${topic} not present in metadata after ${maxBlockMs} ms.`
  return new PipelineError('SLW5006', cause === undefined ? text : `${text} ${cause.message}`, {
    cause,
    retriable: true,
    details: { topic, kafkaError: 'UNKNOWN_TOPIC_OR_PARTITION', kafkaCode: 3 },
  })
}
