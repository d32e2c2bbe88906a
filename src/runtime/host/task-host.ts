import { setFlagsFromString } from 'node:v8'
import { type ResourceLimits, Worker } from 'node:worker_threads'
import { PipelineError } from '../../errors/index.ts'
import type { LoggerLevels } from '../logging/logger-levels.ts'
import type { CatalogueSource, ControlApi, HostApi, HostInit } from './host-api.ts'
import { type HostMemory, hostMemory } from './host-memory.ts'
import { type Remote, Rpc } from './rpc.ts'

export interface TaskHostOptions {
  readonly name: string
  readonly entry: URL
  readonly catalogue: CatalogueSource
  readonly levels: LoggerLevels
  readonly control: ControlApi
  /** V8's limit for the heap of the thread, MiB; 0 = Node's default. */
  readonly heapMb: number
  /** The thread is gone; `error` says why, unless `close` was called. */
  readonly onExit: (error: Error) => void
}

/** MiB. Node's own 96 make no task faster, but let a busy one's young generation grow to twice the size; half of these cost a fifth more CPU. */
const YOUNG_MB = 48

const limitsOf = (heapMb: number): ResourceLimits => ({
  maxYoungGenerationSizeMb: YOUNG_MB,
  ...(heapMb > 0 ? { maxOldGenerationSizeMb: heapMb } : {}),
})

/** A worker thread that runs connectors or tasks, as the control thread sees it. */
export class TaskHost {
  readonly name: string
  readonly remote: Remote<HostApi>
  readonly #worker: Worker
  readonly #rpc: Rpc<HostApi>
  readonly #liveness: Float64Array
  #isClosing = false
  #failure: Error | null = null
  readonly exited: Promise<void>

  constructor(options: TaskHostOptions) {
    this.name = options.name
    // Else each thread maps V8's builtins once more, 2.6 MB, to call them a little faster. Only isolates to come see it.
    setFlagsFromString('--no-short-builtin-calls')
    const liveness = new SharedArrayBuffer(16)
    this.#liveness = new Float64Array(liveness)
    const { levels } = options
    const init: HostInit = { name: options.name, catalogue: options.catalogue, levels: ownLevels(levels), liveness }
    this.#worker = new Worker(options.entry, {
      name: options.name,
      workerData: init,
      execArgv: [],
      resourceLimits: limitsOf(options.heapMb),
    })
    this.#rpc = new Rpc<HostApi>(this.#worker, options.control)
    this.remote = this.#rpc.remote
    const deafen = levels.onChange(() => void this.remote.setLogLevels(ownLevels(levels)).catch(() => {}))
    this.#worker.on('error', (error: Error) => {
      this.#failure ??= memoryFailure(error, options.heapMb) ?? error
    })
    this.exited = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        const error =
          this.#failure ?? new PipelineError('SLW4001', `The task host ${this.name} ended with exit code ${code}.`)
        deafen()
        this.#rpc.close(error)
        resolve()
        if (!this.#isClosing) options.onExit(error)
      })
    })
  }

  /** Milliseconds since the epoch of the thread's last turn of its event loop; 0 before the first. */
  get tickedAt(): number {
    return this.#liveness[0]!
  }

  /** Garbage included. */
  async memory(): Promise<HostMemory> {
    return hostMemory(await this.#worker.getHeapStatistics())
  }

  /** Ends the thread at once, whatever it does; `error` is what its callers and tasks get. */
  async kill(error: Error): Promise<void> {
    this.#failure ??= error
    await this.#worker.terminate()
  }

  async close(): Promise<void> {
    this.#isClosing = true
    await this.#worker.terminate()
  }
}

/** V8 has ended a thread whose heap was full; undefined for any other error. */
function memoryFailure(error: Error, heapMb: number): PipelineError | undefined {
  if (!('code' in error) || error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return undefined
  const limit = heapMb > 0 ? `the limit of ${heapMb} MiB` : 'what Node.js allows a thread'
  return new PipelineError('SLW4003', `Memory use of the heap is above ${limit}.`, { cause: error })
}

const ownLevels = (levels: LoggerLevels) => new Map(Array.from(levels.own(), ([name, { level }]) => [name, level]))
