/** One partition of one topic: plain data that crosses threads. */
export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** A key for maps and sets. `/` cannot occur in a topic name. */
export type PartitionKey = `${string}/${number}`

export function keyOf(partition: TopicPartition): PartitionKey {
  return `${partition.topic}/${partition.partition}`
}

export function partitionOf(key: PartitionKey): TopicPartition {
  const slash = key.lastIndexOf('/')
  return { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)) }
}

const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0)

/** By topic, in the order of UTF-16 code units as Java has it, then by partition. */
export function comparePartitions(a: TopicPartition, b: TopicPartition): number {
  return compare(a.topic, b.topic) || a.partition - b.partition
}

export function groupByTopic(partitions: Iterable<TopicPartition>): Map<string, number[]> {
  const topics = new Map<string, number[]>()
  for (const { topic, partition } of partitions) {
    const known = topics.get(topic)
    if (known) known.push(partition)
    else topics.set(topic, [partition])
  }
  return topics
}

/** What is in `partitions` and not in `other`, in the order of `partitions`. */
export function withoutPartitions(
  partitions: readonly TopicPartition[],
  other: readonly TopicPartition[],
): TopicPartition[] {
  const keys = new Set(other.map(keyOf))
  return partitions.filter((partition) => !keys.has(keyOf(partition)))
}
