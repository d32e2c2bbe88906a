import { invalidMessage } from '../../../protocol/invalid-message.ts'
import { Reader } from '../../../protocol/reader.ts'
import { Writer } from '../../../protocol/writer.ts'
import { comparePartitions, groupByTopic, type TopicPartition } from '../topic-partition.ts'

/**
 * The messages inside JoinGroup and SyncGroup for the protocol type `consumer`, byte for byte as Java's `ConsumerProtocol`
 * writes them. A version above ours is read as our highest, since versions only append fields.
 */
export const CONSUMER_PROTOCOL_TYPE = 'consumer'
const VERSION_MAX = 3

export interface ConsumerSubscription {
  readonly topics: readonly string[]
  /** What the assignor added; null when it added nothing. */
  readonly userData: Buffer | null
  /** From version 1: what the member owns, empty with eager assignors. */
  readonly ownedPartitions: readonly TopicPartition[]
  /** From version 2: in which generation it came to own them; -1 when unknown. */
  readonly generationId: number
  /** From version 3: `client.rack`. */
  readonly rackId: string | null
}

export interface ConsumerAssignment {
  readonly partitions: readonly TopicPartition[]
  readonly userData: Buffer | null
}

export function encodeSubscription(subscription: ConsumerSubscription, version = VERSION_MAX): Buffer {
  const writer = new Writer()
  writer.int16(version)
  const topics = [...subscription.topics].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  writer.int32(topics.length)
  for (const topic of topics) writer.string(topic)
  writeBytes(writer, subscription.userData)
  if (version >= 1) writePartitions(writer, [...subscription.ownedPartitions].sort(comparePartitions))
  if (version >= 2) writer.int32(subscription.generationId)
  if (version >= 3) writer.nullableString(subscription.rackId)
  return writer.toBuffer()
}

export function decodeSubscription(bytes: Buffer): ConsumerSubscription {
  const reader = new Reader(bytes)
  const version = readVersion(reader)
  const topics: string[] = []
  for (let left = reader.claimElements(reader.int32(), 2); left > 0; left--) topics.push(reader.string())
  const userData = readBytes(reader)
  return {
    topics,
    userData,
    ownedPartitions: version >= 1 ? readPartitions(reader) : [],
    generationId: version >= 2 ? reader.int32() : -1,
    rackId: version >= 3 ? reader.nullableString() : null,
  }
}

export function encodeAssignment(assignment: ConsumerAssignment, version = VERSION_MAX): Buffer {
  const writer = new Writer()
  writer.int16(version)
  writePartitions(writer, assignment.partitions)
  writeBytes(writer, assignment.userData)
  return writer.toBuffer()
}

/** An empty assignment (a leader that knows no topics sends none) has no partitions. */
export function decodeAssignment(bytes: Buffer): ConsumerAssignment {
  if (bytes.length === 0) return { partitions: [], userData: null }
  const reader = new Reader(bytes)
  readVersion(reader)
  return { partitions: readPartitions(reader), userData: readBytes(reader) }
}

function readVersion(reader: Reader): number {
  const version = reader.int16()
  if (version < 0) throw invalidMessage(`unsupported consumer protocol version ${version}`)
  return Math.min(version, VERSION_MAX)
}

export function writePartitions(writer: Writer, partitions: readonly TopicPartition[]): void {
  const topics = groupByTopic(partitions)
  writer.int32(topics.size)
  for (const [topic, numbers] of topics) {
    writer.string(topic)
    writer.int32(numbers.length)
    for (const number of numbers) writer.int32(number)
  }
}

export function readPartitions(reader: Reader): TopicPartition[] {
  const partitions: TopicPartition[] = []
  for (let topics = reader.claimElements(reader.int32(), 6); topics > 0; topics--) {
    const topic = reader.string()
    for (let left = reader.claimElements(reader.int32(), 4); left > 0; left--) {
      partitions.push({ topic, partition: reader.int32() })
    }
  }
  return partitions
}

export function writeBytes(writer: Writer, bytes: Buffer | null): void {
  writer.int32(bytes === null ? -1 : bytes.length)
  if (bytes !== null) writer.raw(bytes)
}

export function readBytes(reader: Reader): Buffer | null {
  const length = reader.int32()
  return length < 0 ? null : reader.bytesOf(length)
}
