import type { StageProgress } from '../src/app/progress-tracker.ts'
import { Session } from '../src/app/session.ts'
import { isPipelineError, PipelineError } from '../src/errors/index.ts'
import type { Herder, InstalledCatalogue } from '../src/runtime/index.ts'
import type { CompiledPipeline } from '../src/spec/index.ts'
import { logTo } from './output/log-line.ts'
import { RunDisplay } from './output/run-display.ts'
import { abortOnSignal } from './signals.ts'

export interface RunPipelinesOptions {
  readonly dataDir: string
  readonly brokerPort?: number
  readonly bootstrapServers?: string
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug'
  /** Default: those of this package. */
  readonly plugins?: InstalledCatalogue
  /** Called once the pipelines run. */
  readonly onStarted?: (session: Session, display: RunDisplay) => void
  /** Leaves broker and worker up after everything is done, until a signal comes. Default: false. */
  readonly keep?: boolean
  /** Called with the outcome before `keep` waits. */
  readonly onEnd?: (outcome: RunOutcome) => void
}

export interface RunOutcome {
  readonly outcome: 'done' | 'interrupted'
  readonly seconds: number
  readonly bootstrapServers: string
  readonly connectors: readonly StageProgress[]
}

/** Runs compiled pipelines until they are done or a signal comes, with a progress display. Throws SLW4001 with the trace when a task fails. */
export async function runPipelines(
  pipelines: readonly CompiledPipeline[],
  options: RunPipelinesOptions,
): Promise<RunOutcome> {
  using signal = abortOnSignal()
  const startedAt = performance.now()
  let say = (line: string): void => void process.stderr.write(`${line}\n`)
  const storage = Promise.withResolvers<never>()
  storage.promise.catch(() => {})
  const session = await Session.open({
    onStorageFailure: storage.reject,
    dataDir: options.dataDir,
    brokerPort: options.brokerPort ?? 0,
    log: logTo((line) => say(line), options.logLevel.toUpperCase() as 'WARN'),
    ...(options.plugins === undefined ? {} : { plugins: options.plugins }),
    ...(options.bootstrapServers === undefined ? {} : { bootstrapServers: options.bootstrapServers }),
  })
  try {
    await session.apply(pipelines)
    const display = new RunDisplay(session.worker)
    say = (line) => display.say(line)
    options.onStarted?.(session, display)
    const failure = await Promise.race([session.worker.awaitDone(signal), storage.promise]).then(
      () => null,
      (error: unknown) => ({ error }),
    )
    const isDone = !signal.aborted && failure === null
    const seconds = (performance.now() - startedAt) / 1000
    const connectors = display.end()
    say = (line) => void process.stderr.write(`${line}\n`)
    if (failure && isPipelineError(failure.error) && failure.error.category === 'environment') throw failure.error
    if (failure) throw await taskFailure(session.herder, failure.error)
    const outcome: RunOutcome = {
      outcome: isDone ? 'done' : 'interrupted',
      seconds,
      bootstrapServers: session.bootstrapServers,
      connectors,
    }
    options.onEnd?.(outcome)
    if (isDone && options.keep) await once(signal)
    return outcome
  } finally {
    await session.close()
  }
}

const once = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/** The error that names the failed task and carries its trace. */
async function taskFailure(herder: Herder, cause: unknown): Promise<PipelineError> {
  for (const name of await herder.connectors()) {
    const { connector, tasks } = await herder.connectorStatus(name)
    const failed = connector.state === 'FAILED' ? { ...connector, what: `Connector ${name}` } : undefined
    const task = tasks.find((each) => each.state === 'FAILED')
    const found = failed ?? (task ? { ...task, what: `Task ${name}-${task.id}` } : undefined)
    if (found) {
      return new PipelineError('SLW4001', `${found.what} failed: ${headline(found.trace)}`, {
        cause,
        details: { connector: name, trace: found.trace ?? null },
      })
    }
  }
  return new PipelineError('SLW4001', cause instanceof Error ? cause.message : String(cause), { cause })
}

/** The first line of a trace and of its cause, without packages; the log has the rest. */
function headline(trace: string | undefined): string {
  const [first = '', ...rest] = (trace ?? '').split('\n')
  const cause = rest.find((line) => line.startsWith('Caused by: '))?.slice('Caused by: '.length)
  const lines = cause === undefined ? [first] : [first, cause]
  return lines.map((line) => line.replace(/^(?:[a-z]\w*\.)+/, '')).join(': ')
}
