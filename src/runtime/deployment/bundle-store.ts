import { createHash } from 'node:crypto'
import { BadRequestException } from '../herder/herder-errors.ts'

/** Largest chunk of a bundle in bytes. */
export const CHUNK_BYTES_MAX = 512 * 1024

/**
 * The code of deployments, by the SHA-256 of its bytes (hexadecimal). It arrives in chunks, each under its own SHA-256, and is visible only once
 * its list of chunks is written and gives the promised hash: half a bundle never is.
 */
export interface BundleStore {
  has(hash: string): Promise<boolean>
  /** Rejects with BadRequestException for bytes of another hash or too many of them. Writing a chunk that is there does nothing. */
  putChunk(chunk: string, bytes: Uint8Array): Promise<void>
  /** Makes the bundle visible. Rejects with BadRequestException when chunks are missing or give another hash. */
  putBundle(hash: string, chunks: readonly string[]): Promise<void>
  /** Rejects when there is none of that hash, and says so when there is one that is damaged. */
  code(hash: string): Promise<Uint8Array>
  /**
   * Removes the bundles that `keep` does not name, and chunks that belong to no bundle, once they have been there for `graceMs`: one that was
   * just uploaded waits for its deployment. Gives the hashes of the bundles that went.
   */
  sweep(keep: ReadonlySet<string>, graceMs?: number): Promise<readonly string[]>
  close(): Promise<void>
}

/** How long an upload may wait for its deployment. */
export const GRACE_MS = 600_000

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export function checkChunk(chunk: string, bytes: Uint8Array): void {
  if (bytes.length > CHUNK_BYTES_MAX)
    throw new BadRequestException(`A chunk holds at most ${CHUNK_BYTES_MAX} bytes; this one has ${bytes.length}`)
  const hash = sha256(bytes)
  if (hash !== chunk) throw new BadRequestException(`The chunk's bytes have the hash ${hash}, not ${chunk}`)
}

/** The bytes of a bundle, checked; null while a chunk is missing or when they give another hash. */
export function assemble(
  hash: string,
  chunks: readonly string[],
  bytesOf: (chunk: string) => Uint8Array | undefined,
): Uint8Array | null {
  const parts = chunks.map(bytesOf)
  if (!parts.every((part) => part !== undefined)) return null
  const code = Buffer.concat(parts as Uint8Array[])
  return sha256(code) === hash ? code : null
}

export const incomplete = (hash: string) =>
  new BadRequestException(`The chunks of bundle ${hash} are missing or give another hash; upload them again`)

export const noBundle = (hash: string) => new Error(`There is no bundle ${hash}`)
