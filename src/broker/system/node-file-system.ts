import {
  closeSync,
  existsSync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writevSync,
} from 'node:fs'
import { fileLock } from './file-lock.ts'
import type { FileSystem, OpenFile } from './file-system.ts'

/** Most buffers that one `writev` takes (IOV_MAX of Linux and macOS). */
const VECTOR_MAX = 1024

class NodeFile implements OpenFile {
  readonly #descriptor: number

  constructor(path: string) {
    this.#descriptor = openOrCreate(path)
  }

  read(target: Uint8Array, position: number): number {
    let done = 0
    while (done < target.length) {
      const got = readSync(this.#descriptor, target, done, target.length - done, position + done)
      if (got === 0) break
      done += got
    }
    return done
  }

  write(buffers: readonly Uint8Array[], position: number): void {
    let at = position
    for (let first = 0; first < buffers.length; first += VECTOR_MAX) {
      const some = buffers.slice(first, first + VECTOR_MAX)
      const bytes = some.reduce((sum, buffer) => sum + buffer.length, 0)
      const written = writevSync(this.#descriptor, some, at)
      // A regular file is written short only when the disk is full or the medium fails.
      if (written < bytes) throw Object.assign(new Error('short write'), { code: 'ENOSPC' })
      at += bytes
    }
  }

  truncate(bytes: number): void {
    ftruncateSync(this.#descriptor, bytes)
  }

  size(): number {
    return fstatSync(this.#descriptor).size
  }

  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      fsync(this.#descriptor, (error) => (error ? reject(error) : resolve()))
    })
  }

  syncNow(): void {
    fsyncSync(this.#descriptor)
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}

function openOrCreate(path: string): number {
  try {
    return openSync(path, 'r+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return openSync(path, 'wx+')
  }
}

function syncDirectory(path: string): void {
  // Windows has no handle for directories and keeps their entries itself.
  if (process.platform === 'win32') return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

export const nodeFileSystem: FileSystem = {
  open: (path) => new NodeFile(path),
  exists: existsSync,
  readFile: (path) => readFileSync(path),
  list(path) {
    return existsSync(path) ? readdirSync(path) : []
  },
  makeDirectory(path) {
    mkdirSync(path, { recursive: true })
  },
  rename: renameSync,
  remove(path) {
    rmSync(path, { recursive: true, force: true })
  },
  syncDirectory,
  lock: fileLock,
}
