/** `String.hashCode`. */
export function hashCodeOf(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}

/**
 * The order in which a `java.util.HashSet` (or the keys of a `HashMap`) that was filled one by one lists its strings. Texts of Kafka and
 * the output of schemaless data depend on it. `capacity` is the initial table size.
 */
export function hashOrder(keys: Iterable<string>, capacity = 16): string[] {
  const unique = [...new Set(keys)]
  let size = capacity
  while (unique.length > size * 0.75) size *= 2
  const buckets = new Map<number, string[]>()
  for (const key of unique) {
    const hash = hashCodeOf(key)
    const bucket = (hash ^ (hash >>> 16)) & (size - 1)
    const chain = buckets.get(bucket)
    if (chain) chain.push(key)
    else buckets.set(bucket, [key])
  }
  return [...buckets].sort(([a], [b]) => a - b).flatMap(([, chain]) => chain)
}
