import { type Schema, schemaEquals } from '../../data/index.ts'

/** A map whose keys are schemas, equal by content as Java's HashMap would see them; identity is the fast path. Bounded: the oldest entry goes. */
export class SchemaMap<V> {
  readonly #byIdentity = new WeakMap<Schema, V>()
  readonly #buckets = new Map<string, { readonly schema: Schema; readonly value: V }[]>()
  readonly #capacity: number
  #size = 0

  constructor(capacity = Number.POSITIVE_INFINITY) {
    this.#capacity = capacity
  }

  get(schema: Schema): V | undefined {
    const known = this.#byIdentity.get(schema)
    if (known !== undefined) return known
    const found = this.#buckets.get(bucketOf(schema))?.find((entry) => schemaEquals(entry.schema, schema))
    if (found !== undefined) this.#byIdentity.set(schema, found.value)
    return found?.value
  }

  set(schema: Schema, value: V): void {
    this.#byIdentity.set(schema, value)
    const key = bucketOf(schema)
    const bucket = this.#buckets.get(key)
    if (bucket === undefined) this.#buckets.set(key, [{ schema, value }])
    else bucket.push({ schema, value })
    if (++this.#size > this.#capacity) this.#evictOldest()
  }

  #evictOldest(): void {
    const [key, bucket] = this.#buckets.entries().next().value!
    bucket.shift()
    if (bucket.length === 0) this.#buckets.delete(key)
    this.#size--
  }
}

const bucketOf = (schema: Schema): string => {
  const fields =
    schema.type === 'struct' ? schema.fields.map((field) => `${field.name}:${field.schema.type}`).join() : ''
  return `${schema.type}|${schema.isOptional}|${schema.name}|${schema.version}|${fields}`
}
