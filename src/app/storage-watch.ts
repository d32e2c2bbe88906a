import type { BrokerLogger } from '../broker/index.ts'
import { isPipelineError, PipelineError } from '../errors/index.ts'

/**
 * Listens to the embedded broker's log for the moment when it cannot write any more: its clients retry for ever, as they do with a Kafka that is down, but
 * here nobody else will free the disk.
 */
export class StorageWatch implements BrokerLogger {
  readonly #dataDir: string
  readonly #tell: (error: PipelineError) => void
  #isTold = false

  /** `tell` is called once. */
  constructor(dataDir: string, tell: (error: PipelineError) => void) {
    this.#dataDir = dataDir
    this.#tell = tell
  }

  debug(): void {}

  warn(): void {}

  error(message: string, error?: unknown): void {
    const failure = this.#storageFailure(message, error)
    if (failure === null || this.#isTold) return
    this.#isTold = true
    this.#tell(failure)
  }

  #storageFailure(message: string, error: unknown): PipelineError | null {
    if (isPipelineError(error) && error.code === 'SLW5008') {
      return new PipelineError('SLW5008', `The disk with the data directory '${this.#dataDir}' is full: ${message}.`, {
        cause: error,
      })
    }
    const code = (error as NodeJS.ErrnoException | undefined)?.code
    if (code === undefined || !/^E[A-Z]+$/.test(code)) return null
    return new PipelineError(
      'SLW5004',
      `The data directory '${this.#dataDir}' cannot be written (${code}): ${message}.`,
      { cause: error },
    )
  }
}
