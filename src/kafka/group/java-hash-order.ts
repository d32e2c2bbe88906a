/**
 * The order in which a Java HashMap iterates. Java's own messages list topics and connectors in that order, and its sticky
 * assignors take members in that order when they decide who may keep one partition more.
 */
export function inHashOrder<T>(items: readonly T[], hashOf: (item: T) => number): T[] {
  let buckets = 16
  while (items.length > buckets * 0.75) buckets *= 2
  const bucketOf = (item: T) => {
    const hash = hashOf(item)
    return (hash ^ (hash >>> 16)) & (buckets - 1)
  }
  return items
    .map((item) => ({ item, bucket: bucketOf(item) }))
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ item }) => item)
}

/** `String.hashCode`. */
export function hashOfString(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}

/** `TopicPartition.hashCode`. */
export function hashOfPartition({ topic, partition }: { topic: string; partition: number }): number {
  return (Math.imul(31, 31 + partition) + hashOfString(topic)) | 0
}

/** The same for keys that were added with `computeIfAbsent`, which puts a new key before the others of its bucket. */
export function inComputedHashOrder(keys: Iterable<string>): string[] {
  return inHashOrder([...keys].reverse(), hashOfString)
}
