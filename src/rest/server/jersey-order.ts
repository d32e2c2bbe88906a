/** Names of HTTP methods in the order in which Jersey lists them: that of a Java HashSet. */
export function jerseyOrder(methods: readonly string[]): string[] {
  return methods.toSorted((a, b) => bucketOf(a) - bucketOf(b))
}

const BUCKETS = 16

function bucketOf(text: string): number {
  let hash = 0
  for (const char of text) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0
  return (hash ^ (hash >>> 16)) & (BUCKETS - 1)
}
