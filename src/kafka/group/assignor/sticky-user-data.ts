import { Reader } from '../../../protocol/reader.ts'
import { Writer } from '../../../protocol/writer.ts'
import { inComputedHashOrder } from '../java-hash-order.ts'
import { readPartitions, writePartitions } from '../protocol/consumer-protocol.ts'
import { groupByTopic, type TopicPartition } from '../topic-partition.ts'

/** What a member owned, and since which generation (undefined when it cannot tell). */
export interface OwnedPartitions {
  readonly partitions: readonly TopicPartition[]
  readonly generation: number | undefined
}

/** User data of Java's StickyAssignor, version 1: the previous assignment and its generation. */
export function encodeStickyUserData(partitions: readonly TopicPartition[], generation: number): Buffer {
  const writer = new Writer()
  const topics = groupByTopic(partitions)
  const ordered = inComputedHashOrder(topics.keys())
  writePartitions(
    writer,
    ordered.flatMap((topic) => topics.get(topic)!.map((partition) => ({ topic, partition }))),
  )
  writer.int32(generation)
  return writer.toBuffer()
}

/** Version 0 has no generation. What cannot be read counts as owning nothing, as in Java. */
export function decodeStickyUserData(userData: Buffer | null): OwnedPartitions {
  if (userData === null || userData.length === 0) return { partitions: [], generation: undefined }
  try {
    const reader = new Reader(userData)
    const partitions = readPartitions(reader)
    return { partitions, generation: reader.remaining >= 4 ? reader.int32() : undefined }
  } catch {
    return { partitions: [], generation: -1 }
  }
}
