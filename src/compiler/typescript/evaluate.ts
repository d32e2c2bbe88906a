import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { CallSite } from '../../dsl/index.ts'
import { defaultApiUrl } from '../../plugins/bundle/index.ts'

export interface EvaluateOptions {
  /** A module that is not done by then is ended. Default 10 seconds. */
  readonly timeoutMs?: number
  /** V8 heap of the module, in MiB. Default 512. */
  readonly heapMaxMb?: number
  /** Gets what the module writes to stdout and stderr. Default: this process's stderr, so that stdout stays the command's own. */
  readonly output?: (text: string) => void
  /** Module that `import 'sluiceway'` gives. Default: the running copy. */
  readonly apiUrl?: string
}

export interface EvaluateRequest {
  readonly hash: string
  readonly code: string
  readonly apiUrl: string
}

export interface EvaluatedPipeline {
  /** In the shape of `PipelineFile`. */
  readonly tree: unknown
  readonly exportPointer: string
  readonly sites: readonly (readonly [pointer: string, site: CallSite])[]
}

/** What the thread answers. */
export type EvaluateReply =
  | { readonly kind: 'pipelines'; readonly pipelines: readonly EvaluatedPipeline[] }
  | { readonly kind: 'no-pipeline'; readonly found: 'nothing' | 'no-default' | 'other' }
  | { readonly kind: 'no-export'; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'threw'; readonly message: string; readonly stack: string }

export type EvaluateResult =
  | EvaluateReply
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  | { readonly kind: 'memory'; readonly heapMaxMb: number }
  | { readonly kind: 'exited'; readonly exitCode: number }

/** Evaluates a bundled pipeline module in a thread of its own, with limits on time and memory. Never rejects for what the module does. */
export async function evaluate(
  module: { readonly hash: string; readonly code: string },
  options: EvaluateOptions,
): Promise<EvaluateResult> {
  const { timeoutMs = 10_000, heapMaxMb = 512, output = (text: string) => process.stderr.write(text) } = options
  const workerData: EvaluateRequest = {
    hash: module.hash,
    code: module.code,
    apiUrl: options.apiUrl ?? defaultApiUrl(),
  }
  const worker = new Worker(new URL(`./evaluate-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: heapMaxMb },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  for (const stream of [worker.stdout, worker.stderr]) stream.setEncoding('utf8').on('data', output)
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<EvaluateResult>((resolve) => {
      timer = setTimeout(() => resolve({ kind: 'timeout', timeoutMs }), timeoutMs)
      worker.once('message', (reply: EvaluateReply) => resolve(reply))
      worker.once('exit', (exitCode) => resolve({ kind: 'exited', exitCode }))
      worker.once('error', (error: Error & { code?: string }) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve({ kind: 'memory', heapMaxMb })
        else resolve({ kind: 'threw', message: `${error.name}: ${error.message}`, stack: error.stack ?? '' })
      })
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
