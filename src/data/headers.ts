import type { Schema } from './schema.ts'

export interface Header {
  readonly key: string
  readonly schema: Schema | null
  readonly value: unknown
}

/** The headers of a record: an ordered multimap. Immutable: every change gives a new list, so that records can share one. */
export class Headers implements Iterable<Header> {
  static readonly EMPTY = new Headers([])
  readonly #list: readonly Header[]

  constructor(list: readonly Header[]) {
    this.#list = list
  }

  get size(): number {
    return this.#list.length
  }

  [Symbol.iterator](): Iterator<Header> {
    return this.#list[Symbol.iterator]()
  }

  /** A copy with one more header at the end; a header of that name that is there already stays. */
  with(key: string, schema: Schema | null, value: unknown): Headers {
    return new Headers([...this.#list, { key, schema, value }])
  }

  without(key: string): Headers {
    return this.lastWithName(key) === null ? this : new Headers(this.#list.filter((header) => header.key !== key))
  }

  lastWithName(key: string): Header | null {
    for (let i = this.#list.length - 1; i >= 0; i--) if (this.#list[i]!.key === key) return this.#list[i]!
    return null
  }

  allWithName(key: string): readonly Header[] {
    return this.#list.filter((header) => header.key === key)
  }
}
