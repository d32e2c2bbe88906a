import type { RunningWorker } from '../../src/app/start-worker.ts'
import { isPipelineError, PipelineError } from '../../src/errors/index.ts'
import { systemClock } from '../../src/kafka/clock.ts'
import { formatLog, formatLogJson, type LogSink, thisThread, trimWhileIdle } from '../../src/runtime/index.ts'
import { abortOnSignal } from '../signals.ts'

export interface WorkerResult {
  readonly restUrl: string
  readonly workerId: string
}

/** Log lines as Kafka Connect writes them, or one JSON object a line. They go to stderr. */
export const logSink =
  (format: 'text' | 'json'): LogSink =>
  (entry) =>
    void process.stderr.write(format === 'json' ? formatLogJson(entry) : formatLog(entry))

/** What a worker says of its settings and connectors, in Connect's words, is no bug: SLW6005 with exit code 3 (S24.1). */
function refusal(error: unknown): unknown {
  const isSaid = error instanceof Error && !isPipelineError(error) && error.name.endsWith('Exception')
  return isSaid ? new PipelineError('SLW6005', error.message, { cause: error }) : error
}

/** Starts the worker, says in one line when it is ready, and runs until a signal comes. */
export async function runWorker(
  start: () => Promise<RunningWorker>,
  log: (line: string) => void,
): Promise<WorkerResult> {
  using signal = abortOnSignal()
  const worker = await start().catch((error: unknown) => {
    throw refusal(error)
  })
  log(`ready  ${worker.restUrl}`)
  const endTrimming = trimWhileIdle(thisThread(systemClock))
  try {
    await new Promise<void>((resolve) =>
      signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
    )
  } finally {
    endTrimming()
    await worker.stop()
  }
  return { restUrl: worker.restUrl, workerId: worker.herder.workerId }
}
