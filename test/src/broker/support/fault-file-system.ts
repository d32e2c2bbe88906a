import { basename, dirname } from 'node:path'
import type { FileSystem, Lock, OpenFile } from '../../../../src/broker/index.ts'
import type { SeededRandom } from './seeded-random.ts'

type Change = { readonly position: number; readonly bytes: Buffer } | { readonly truncate: number }

/** A file: what the device has, and what was done to it since. */
class Inode {
  synced: Buffer = Buffer.alloc(0)
  content: Buffer = Buffer.alloc(0)
  changes: Change[] = []

  apply(change: Change): void {
    this.content = applyTo(this.content, change)
    this.changes.push(change)
  }

  sync(): void {
    this.synced = this.content
    this.changes = []
  }
}

type Entry = Inode | 'directory'
type Entries = Map<string, Entry>

interface EntryChange {
  readonly name: string
  /** Undefined: removed. */
  readonly entry: Entry | undefined
}

class Directory {
  synced: Entries = new Map()
  entries: Entries = new Map()
  changes: EntryChange[] = []

  set(name: string, entry: Entry | undefined): void {
    if (entry) this.entries.set(name, entry)
    else this.entries.delete(name)
    this.changes.push({ name, entry })
  }

  sync(): void {
    this.synced = new Map(this.entries)
    this.changes = []
  }
}

function applyTo(content: Buffer, change: Change): Buffer {
  if ('truncate' in change) {
    if (change.truncate <= content.length) return Buffer.from(content.subarray(0, change.truncate))
    return Buffer.concat([content, Buffer.alloc(change.truncate - content.length)])
  }
  const end = change.position + change.bytes.length
  const next = Buffer.alloc(Math.max(content.length, end))
  content.copy(next)
  change.bytes.copy(next, change.position)
  return next
}

const SECTOR_BYTES = 512

export interface Faults {
  /** How likely a write fails; it may have written a part by then. */
  readonly write?: number
  /** How likely a sync fails. */
  readonly sync?: number
  /** Whether syncs do nothing: for the canary, which shows that the tests would notice. */
  readonly ignoreSync?: boolean
}

/**
 * A file system in memory that knows what a device would still have after a power cut: what was synced is there; of what
 * was not, any part may be, torn at the border of a sector. It can also refuse and cut short single writes.
 */
export class FaultFileSystem implements FileSystem {
  readonly #random: SeededRandom
  readonly #directories = new Map<string, Directory>()
  readonly #locks = new Set<string>()
  faults: Faults = {}
  /** Counts syncs, for tests that want to see them. */
  syncCount = 0
  #isDead = false

  constructor(random: SeededRandom) {
    this.#random = random
    this.#directories.set('/', new Directory())
  }

  /** The file system after a power cut. This one is dead: every call on it fails. */
  crash(): FaultFileSystem {
    this.#isDead = true
    const next = new FaultFileSystem(this.#random)
    const copies = new Map<Inode, Inode>()
    this.#restore(next, '/', copies)
    return next
  }

  #restore(next: FaultFileSystem, path: string, copies: Map<Inode, Inode>): void {
    const directory = this.#directories.get(path)
    const copy = new Directory()
    next.#directories.set(path, copy)
    if (!directory) return
    const entries = new Map(directory.synced)
    // Changes of one directory reach the device in order, as with a journal; how many did is chance.
    const kept = directory.changes.slice(0, this.#random.below(directory.changes.length + 1))
    for (const { name, entry } of kept) {
      if (entry) entries.set(name, entry)
      else entries.delete(name)
    }
    for (const [name, entry] of entries) {
      const child = path === '/' ? `/${name}` : `${path}/${name}`
      if (entry === 'directory') {
        copy.entries.set(name, entry)
        this.#restore(next, child, copies)
        continue
      }
      let inode = copies.get(entry)
      if (!inode) {
        inode = new Inode()
        inode.content = this.#survived(entry)
        inode.sync()
        copies.set(entry, inode)
      }
      copy.entries.set(name, inode)
    }
    copy.sync()
  }

  #survived(inode: Inode): Buffer {
    let content = inode.synced
    for (const change of inode.changes) {
      if (this.#random.chance(0.4)) continue
      if ('truncate' in change || this.#random.chance(0.5)) {
        content = applyTo(content, change)
        continue
      }
      const sectors = Math.ceil(change.bytes.length / SECTOR_BYTES)
      const bytes = change.bytes.subarray(0, this.#random.below(sectors + 1) * SECTOR_BYTES)
      content = applyTo(content, { position: change.position, bytes })
    }
    return content
  }

  #alive(): void {
    if (this.#isDead) throw Object.assign(new Error('the machine is off'), { code: 'EIO' })
  }

  #directory(path: string): Directory {
    this.#alive()
    const directory = this.#directories.get(path)
    if (!directory) throw Object.assign(new Error(`no directory ${path}`), { code: 'ENOENT' })
    return directory
  }

  #inode(path: string): Inode | undefined {
    const entry = this.#directories.get(dirname(path))?.entries.get(basename(path))
    return entry instanceof Inode ? entry : undefined
  }

  open(path: string): OpenFile {
    let inode = this.#inode(path)
    if (!inode) {
      this.#mayFail(this.faults.write, 'ENOSPC')
      inode = new Inode()
      this.#directory(dirname(path)).set(basename(path), inode)
    }
    return this.#file(inode)
  }

  #file(inode: Inode): OpenFile {
    return {
      read: (target, position) => {
        this.#alive()
        return inode.content.copy(target, 0, position, position + target.length)
      },
      write: (buffers, position) => {
        this.#alive()
        const bytes = Buffer.concat(buffers)
        if (this.faults.write !== undefined && this.#random.chance(this.faults.write)) {
          inode.apply({ position, bytes: bytes.subarray(0, this.#random.below(bytes.length + 1)) })
          throw Object.assign(new Error('injected'), { code: this.#random.chance(0.5) ? 'ENOSPC' : 'EIO' })
        }
        inode.apply({ position, bytes })
      },
      truncate: (bytes) => {
        this.#alive()
        inode.apply({ truncate: bytes })
      },
      size: () => inode.content.length,
      sync: async () => {
        const { changes } = inode
        const count = changes.length
        await Promise.resolve()
        this.#alive()
        this.#syncInode(inode, changes, count)
      },
      syncNow: () => {
        this.#alive()
        this.#syncInode(inode, inode.changes, inode.changes.length)
      },
      close() {},
    }
  }

  #syncInode(inode: Inode, changes: readonly Change[], count: number): void {
    this.syncCount++
    this.#mayFail(this.faults.sync, 'EIO')
    if (this.faults.ignoreSync) return
    // Another sync may have come first.
    if (inode.changes !== changes) return
    for (const change of inode.changes.splice(0, count)) inode.synced = applyTo(inode.synced, change)
  }

  #mayFail(probability: number | undefined, code: string): void {
    if (probability !== undefined && this.#random.chance(probability)) {
      throw Object.assign(new Error('injected'), { code })
    }
  }

  exists(path: string): boolean {
    this.#alive()
    return path === '/' || (this.#directories.get(dirname(path))?.entries.has(basename(path)) ?? false)
  }

  readFile(path: string): Buffer {
    this.#alive()
    const inode = this.#inode(path)
    if (!inode) throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' })
    return Buffer.from(inode.content)
  }

  list(path: string): string[] {
    this.#alive()
    return this.exists(path) ? [...(this.#directories.get(path)?.entries.keys() ?? [])] : []
  }

  makeDirectory(path: string): void {
    if (this.exists(path)) return
    this.makeDirectory(dirname(path))
    this.#directory(dirname(path)).set(basename(path), 'directory')
    this.#directories.set(path, new Directory())
  }

  rename(from: string, to: string): void {
    const inode = this.#inode(from)
    if (!inode) throw Object.assign(new Error(`no file ${from}`), { code: 'ENOENT' })
    const directory = this.#directory(dirname(to))
    directory.set(basename(to), inode)
    this.#directory(dirname(from)).set(basename(from), undefined)
  }

  remove(path: string): void {
    if (!this.exists(path)) return
    for (const name of this.#directories.get(path)?.entries.keys() ?? []) this.remove(`${path}/${name}`)
    this.#directory(dirname(path)).set(basename(path), undefined)
  }

  syncDirectory(path: string): void {
    this.syncCount++
    if (!this.faults.ignoreSync) this.#directory(path).sync()
  }

  lock(path: string): Lock | undefined {
    this.#alive()
    if (this.#locks.has(path)) return undefined
    this.#locks.add(path)
    return { release: () => this.#locks.delete(path) }
  }
}
