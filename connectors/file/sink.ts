import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type ConnectorProps, defineSink, SinkConnector, SinkTask } from '../../src/api/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { javaToString, type SinkRecord } from '../../src/data/index.ts'
import { ConnectException, RetriableException } from '../../src/errors/index.ts'

const config = new ConfigDef({
  file: {
    type: 'STRING',
    default: null,
    importance: 'HIGH',
    doc: 'File to append to; it is created, with its folder, when it is not there. Without it the lines go to the standard output.',
  },
})

class FileStreamSinkConnector extends SinkConnector {
  #props: ConnectorProps = {}

  start(props: ConnectorProps): void {
    this.#props = props
    const { file } = config.parse(props)
    this.context.logger.info(`Starting file sink connector writing to ${file ?? 'standard output'}`)
  }

  taskConfigs(maxTasks: number): readonly ConnectorProps[] {
    return Array.from({ length: maxTasks }, () => this.#props)
  }

  stop(): void {}

  override alterOffsets(): boolean {
    return true
  }
}

/**
 * Appends one line a record: the value as Java's toString spells it. Every `put` is in the file when it returns. A full disk is
 * retried, and what was written of the batch is taken back first.
 */
class FileSinkTask extends SinkTask {
  #filename: string | null = null
  #file: FileHandle | null = null

  async start(props: ConnectorProps): Promise<void> {
    this.#filename = config.parse(props).file
    if (this.#filename === null) return
    try {
      // The Java task fails when the folder is missing; a file in a new folder is what its user asked for.
      await mkdir(dirname(this.#filename), { recursive: true })
      this.#file = await open(this.#filename, 'a')
    } catch (error) {
      throw new ConnectException(`Couldn't find or create file '${this.#filename}' for FileStreamSinkTask`, error)
    }
  }

  async put(records: readonly SinkRecord[]): Promise<void> {
    if (records.length === 0) return
    let text = ''
    for (const record of records) text += `${javaToString(record.value, record.valueSchema)}\n`
    if (this.#file === null) await writeToOutput(text)
    else await this.#append(this.#file, Buffer.from(text, 'utf8'))
  }

  async stop(): Promise<void> {
    await this.#file?.close()
    this.#file = null
  }

  async #append(file: FileHandle, bytes: Buffer): Promise<void> {
    let written = 0
    try {
      while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten
    } catch (error) {
      if (written > 0) await takeBack(file, written)
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOSPC' && code !== 'EDQUOT')
        throw new ConnectException(`Couldn't write to file '${this.#filename}'`, error)
      throw new RetriableException(`No space left to write to file '${this.#filename}'`, error)
    }
  }
}

async function takeBack(file: FileHandle, bytes: number): Promise<void> {
  const { size } = await file.stat()
  await file.truncate(size - bytes)
}

const writeToOutput = (text: string) =>
  new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })

/** `org.apache.kafka.connect.file.FileStreamSinkConnector` (S19.16). */
export const fileSink = defineSink({
  name: 'file-sink',
  classes: ['org.apache.kafka.connect.file.FileStreamSinkConnector'],
  summary: 'Appends every record as a line to a text file, or to the standard output.',
  config,
  examples: [{ title: 'Write a topic to a file', config: { topics: 'orders', file: 'orders.txt' } }],
  connector: () => new FileStreamSinkConnector(),
  task: () => new FileSinkTask(),
})
