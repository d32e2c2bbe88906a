/** What a consumer subscribes to: topics by name, or every topic whose name the matcher accepts. */
export type Subscription =
  | { readonly topics: readonly string[] }
  | { readonly pattern: { test(topic: string): boolean } }
