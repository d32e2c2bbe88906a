import { assemble, type BundleStore, checkChunk, incomplete, noBundle } from './bundle-store.ts'

/** Bundles of a worker without a group, forgotten when it ends. */
export class MemoryBundleStore implements BundleStore {
  readonly #chunks = new Map<string, Uint8Array>()
  readonly #bundles = new Map<string, Uint8Array>()

  async has(hash: string): Promise<boolean> {
    return this.#bundles.has(hash)
  }

  async putChunk(chunk: string, bytes: Uint8Array): Promise<void> {
    checkChunk(chunk, bytes)
    this.#chunks.set(chunk, bytes)
  }

  async putBundle(hash: string, chunks: readonly string[]): Promise<void> {
    if (this.#bundles.has(hash)) return
    const code = assemble(hash, chunks, (chunk) => this.#chunks.get(chunk))
    if (code === null) throw incomplete(hash)
    this.#bundles.set(hash, code)
    for (const chunk of chunks) this.#chunks.delete(chunk)
  }

  /** A bundle that is at hand as a whole. */
  add(hash: string, code: Uint8Array): void {
    this.#bundles.set(hash, code)
  }

  async code(hash: string): Promise<Uint8Array> {
    const code = this.#bundles.get(hash)
    if (code === undefined) throw noBundle(hash)
    return code
  }

  /** Ends with the worker, so nothing piles up that a sweep would have to take. */
  async sweep(): Promise<readonly string[]> {
    return []
  }

  async close(): Promise<void> {}
}
