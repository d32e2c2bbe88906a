import { PipelineError } from '../../errors/index.ts'
import type { ConnectorOffset } from '../herder/herder.ts'
import { isJavaOffsetFile, readJavaOffsetFile } from './java-offset-file.ts'
import { MemoryOffsetStore } from './memory-offset-store.ts'

/** The few file operations that a store needs. */
export interface StoreFiles {
  /** null when there is no such file; rejects when there is one that cannot be read. */
  read(path: string): Promise<Buffer | null>
  /** Replaces the file at once and durably: after a crash there is the old content or the new one. */
  replace(path: string, content: string | Uint8Array): Promise<void>
}

const FORMAT = 'sluiceway-offsets'
const VERSION = 1

/**
 * Offsets of a standalone worker in `offset.storage.file.filename`: JSON `{"format","version","offsets":{<key>:<value>}}`, keys and values as
 * in an offsets topic. One write at a time; each replaces the file. A Java worker's file is taken over, and kept beside it as `<name>.java`.
 */
export class FileOffsetStore extends MemoryOffsetStore {
  readonly #path: string
  readonly #files: StoreFiles
  #last: Promise<void> = Promise.resolve()

  constructor(path: string, files: StoreFiles) {
    super()
    this.#path = path
    this.#files = files
  }

  override async start(): Promise<void> {
    const bytes = await this.#files.read(this.#path)
    if (bytes === null || bytes.length === 0) return
    if (isJavaOffsetFile(bytes)) return this.#takeOver(bytes)
    for (const [key, value] of Object.entries(parseFile(bytes.toString('utf8'), this.#path))) this.table.set(key, value)
  }

  async #takeOver(bytes: Buffer): Promise<void> {
    for (const [key, value] of readJavaOffsetFile(bytes, this.#path)) this.table.set(key, value)
    await this.#files.replace(`${this.#path}.java`, bytes)
  }

  override async stop(): Promise<void> {
    await this.#last.catch(() => {})
  }

  override async write(connector: string, offsets: readonly ConnectorOffset[]): Promise<void> {
    await super.write(connector, offsets)
    const save = this.#last
      .catch(() => {})
      .then(() =>
        this.#files.replace(
          this.#path,
          `${JSON.stringify({ format: FORMAT, version: VERSION, offsets: Object.fromEntries(this.table.entries()) })}\n`,
        ),
      )
    this.#last = save
    await save
  }
}

function parseFile(text: string, path: string): Readonly<Record<string, string>> {
  try {
    const parsed = JSON.parse(text) as { format?: unknown; version?: unknown; offsets?: unknown }
    if (parsed.format === FORMAT && typeof parsed.offsets === 'object' && parsed.offsets !== null) {
      if (Number(parsed.version) > VERSION)
        throw new PipelineError('SLW5005', `The offsets file ${path} has version ${String(parsed.version)}.`)
      return parsed.offsets as Record<string, string>
    }
  } catch (error) {
    if (error instanceof PipelineError) throw error
  }
  throw new PipelineError('SLW1001', `${path} is not an offsets file, neither of this worker nor of a Java worker.`, {
    hint: 'Choose another offset.storage.file.filename.',
  })
}
