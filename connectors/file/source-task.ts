import { type FileHandle, open } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectorProps, SourceTask } from '../../src/api/index.ts'
import type { ConfigDef } from '../../src/config/index.ts'
import { type OffsetMap, Schemas, SourceRecord } from '../../src/data/index.ts'
import { ConnectException } from '../../src/errors/index.ts'
import { LineSplitter } from './line-splitter.ts'

export const FILENAME_FIELD = 'filename'
export const POSITION_FIELD = 'position'

const chunkBytes = 1024 * 1024
/** How long a poll waits before it looks for new data or for the file again. */
const idleMs = 250

/**
 * Reads complete lines; a line without its end waits until the end is written. The position in an offset counts the bytes up to and
 * including the line's end. A file that is not there yet is waited for, and one that grows is followed.
 */
export class FileSourceTask extends SourceTask {
  readonly #config: ConfigDef
  #filename: string | null = null
  #topic = ''
  #batchSize = 0
  #partition: OffsetMap = {}
  #file: FileHandle | null = null
  #input: Readable | null = null
  #inputEnded = false
  #readPosition = 0
  #lines = new LineSplitter(0)
  #isAtEnd = false
  #hasWarned = false

  constructor(config: ConfigDef) {
    super()
    this.#config = config
  }

  start(props: ConnectorProps): void {
    const parsed = this.#config.parse(props) as unknown as { file: string | null; topic: string; 'batch.size': number }
    this.#filename = parsed.file === '' ? null : parsed.file
    this.#topic = parsed.topic
    this.#batchSize = parsed['batch.size']
    this.#partition = { [FILENAME_FIELD]: this.#filename }
    if (this.#filename === null) this.#openInput(process.stdin)
  }

  async poll(): Promise<SourceRecord[] | null> {
    if (this.#filename !== null && this.#file === null && !(await this.#open(this.#filename))) return this.#idle()
    if (!this.#lines.hasLines) await this.#readMore()
    const lines = this.#lines.take(this.#batchSize)
    return lines.length > 0 ? this.#toRecords(lines) : this.#idle()
  }

  async stop(): Promise<void> {
    const file = this.#file
    this.#file = null
    this.#input?.pause()
    await file?.close()
  }

  override isExhausted(): boolean {
    return this.#isAtEnd && !this.#lines.hasLines
  }

  async #open(filename: string): Promise<boolean> {
    try {
      this.#file = await open(filename, 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        throw new ConnectException(`Couldn't open file '${filename}' for FileStreamSourceTask`, error)
      if (!this.#hasWarned)
        this.context.logger.warn(
          // The folder of a relative path is the worker's, which is not where it was written down.
          `Couldn't find file ${resolve(filename)} for FileStreamSourceTask, waiting for it to be created`,
        )
      this.#hasWarned = true
      return false
    }
    this.#readPosition = await this.#committedPosition()
    this.#lines = new LineSplitter(this.#readPosition)
    this.context.logger.debug(`Opened ${filename} for reading at position ${this.#readPosition}`)
    return true
  }

  async #committedPosition(): Promise<number> {
    const position = (await this.context.offsetReader.offset(this.#partition))?.[POSITION_FIELD] ?? null
    if (position === null) return 0
    if (typeof position !== 'bigint' && !Number.isSafeInteger(position))
      throw new ConnectException('Offset position is the incorrect type')
    return Number(position)
  }

  async #readMore(): Promise<void> {
    if (this.#file === null) {
      this.#isAtEnd = this.#inputEnded
      return
    }
    const buffer = Buffer.allocUnsafeSlow(chunkBytes)
    const { bytesRead } = await this.#file.read(buffer, 0, chunkBytes, this.#readPosition)
    this.#readPosition += bytesRead
    this.#lines.push(buffer.subarray(0, bytesRead))
    if (bytesRead === 0 && !this.#isAtEnd && this.#lines.hasPartialLine)
      this.context.logger.warn(`The last line of ${this.#filename} has no line end: it is read once its end is written`)
    this.#isAtEnd = bytesRead === 0
  }

  #openInput(input: Readable): void {
    this.#input = input
    input.on('data', (chunk: Buffer) => this.#lines.push(chunk))
    input.on('end', () => {
      this.#inputEnded = true
    })
  }

  #toRecords(lines: readonly { readonly text: string; readonly end: number }[]): SourceRecord[] {
    const timestamp = Date.now()
    const isFile = this.#filename !== null
    return lines.map(
      ({ text, end }) =>
        new SourceRecord({
          topic: this.#topic,
          sourcePartition: this.#partition,
          sourceOffset: { [POSITION_FIELD]: isFile ? end : null },
          valueSchema: Schemas.STRING,
          value: text,
          timestamp,
        }),
    )
  }

  /** Nothing now: waits a little, or until the task is asked to stop. */
  async #idle(): Promise<null> {
    if (!this.isExhausted() || this.#filename !== null)
      await sleep(idleMs, undefined, { signal: this.context.signal }).catch(() => undefined)
    return null
  }
}
