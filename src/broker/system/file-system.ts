/**
 * The file system as the broker uses it: synchronous calls that go to the page cache, and asynchronous ones that wait for
 * the device. Failures are errors with a `code` as Node's (`ENOSPC`, `EIO`, `EACCES`, `EROFS`, `ENOENT`).
 */
export interface FileSystem {
  /** Opens a file for reading and writing, creating it when it is missing. */
  open(path: string): OpenFile
  exists(path: string): boolean
  readFile(path: string): Buffer
  /** Names of the entries; empty when the directory is missing. */
  list(path: string): string[]
  makeDirectory(path: string): void
  /** Replaces `to` in one step. */
  rename(from: string, to: string): void
  /** Removes a file or a whole directory; no error when it is missing. */
  remove(path: string): void
  /** Makes created, renamed and removed entries of a directory outlast a power cut. */
  syncDirectory(path: string): void
  /**
   * Takes a lock that ends with the process at the latest, or returns undefined when another process (or another user of
   * this one) has it.
   */
  lock(path: string): Lock | undefined
}

export interface Lock {
  release(): void
}

export interface OpenFile {
  /** Fills `target` from `position` on; returns how many bytes there were. */
  read(target: Uint8Array, position: number): number
  /** Writes all of the buffers, one after the other; throws when less was written, and then the rest is undefined. */
  write(buffers: readonly Uint8Array[], position: number): void
  truncate(bytes: number): void
  size(): number
  /** Waits until all that was written before the call is on the device. */
  sync(): Promise<void>
  syncNow(): void
  close(): void
}
