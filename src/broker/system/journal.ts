import { crc32c } from '../../protocol/crc32c.ts'
import type { FileSystem, OpenFile } from './file-system.ts'
import { replaceFile } from './replace-file.ts'

const HEADER_BYTES = 8

export interface JournalOptions {
  readonly fs: FileSystem
  readonly directory: string
  readonly path: string
}

/**
 * A file of JSON entries, each with its length and checksum. Entries are appended; now and then the whole file is
 * replaced by fewer that mean the same. What a crash tore off at the end is cut away when the file is opened.
 */
export class Journal<Entry> {
  readonly #options: JournalOptions
  #file: OpenFile
  #sizeBytes: number
  #isClosed = false
  #count: number
  #isEntryDirty = true
  #syncing: Promise<void> | undefined

  /** @param replay - called for each entry, in order */
  constructor(options: JournalOptions, replay: (entry: Entry) => void) {
    this.#options = options
    this.#file = options.fs.open(options.path)
    const content = Buffer.alloc(this.#file.size())
    this.#file.read(content, 0)
    let at = 0
    let count = 0
    for (let entry = entryAt(content, at); entry; entry = entryAt(content, at)) {
      replay(JSON.parse(entry.toString()) as Entry)
      at += HEADER_BYTES + entry.length
      count++
    }
    if (at < content.length) this.#file.truncate(at)
    this.#sizeBytes = at
    this.#count = count
  }

  /** Entries in the file. */
  get count(): number {
    return this.#count
  }

  /** When the file system fails, the journal is as before. */
  append(entry: Entry): void {
    // The number of a closed file may be another file's by now.
    if (this.#isClosed) throw new Error('the journal is closed')
    const bytes = encode(entry)
    try {
      this.#file.write([bytes], this.#sizeBytes)
    } catch (error) {
      this.#file.truncate(this.#sizeBytes)
      throw error
    }
    this.#sizeBytes += bytes.length
    this.#count++
  }

  /** Replaces all entries. */
  rewrite(entries: readonly Entry[]): void {
    const { fs, directory, path } = this.#options
    const content = Buffer.concat(entries.map(encode))
    replaceFile(fs, path, content, true)
    fs.syncDirectory(directory)
    this.#file.close()
    this.#file = fs.open(path)
    this.#sizeBytes = content.length
    this.#count = entries.length
  }

  /** Resolves when all entries of before the call are on the device. */
  async sync(): Promise<void> {
    while (this.#syncing) await this.#syncing
    this.#syncing = this.#sync().finally(() => {
      this.#syncing = undefined
    })
    await this.#syncing
  }

  async #sync(): Promise<void> {
    if (this.#isEntryDirty) this.#options.fs.syncDirectory(this.#options.directory)
    this.#isEntryDirty = false
    await this.#file.sync()
  }

  close(): void {
    this.#isClosed = true
    this.#file.close()
  }
}

function encode(entry: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(entry))
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32BE(json.length, 0)
  header.writeUInt32BE(crc32c(json), 4)
  return Buffer.concat([header, json])
}

function entryAt(content: Buffer, at: number): Buffer | undefined {
  if (content.length - at < HEADER_BYTES) return undefined
  const length = content.readUInt32BE(at)
  const end = at + HEADER_BYTES + length
  // Zeros are what some file systems leave of a write that never reached the device.
  if (length === 0 || end > content.length) return undefined
  const json = content.subarray(at + HEADER_BYTES, end)
  return crc32c(json) === content.readUInt32BE(at + 4) ? json : undefined
}
