import { PipelineError } from '../errors/index.ts'
import { type Clock, delay } from '../kafka/clock.ts'
import { type ConnectClient, connectorPath } from './connect-client.ts'
import { type LiveStatus, liveStatus } from './live-connectors.ts'

export interface AwaitedConnector {
  readonly name: string
  /** Whether its configuration was just written: states of before must not count. */
  readonly isNew: boolean
}

export interface ConnectorProgress {
  readonly name: string
  /** `WAITING` before there is a state. */
  readonly state: string
  readonly tasksRunning: number
  readonly tasks: number
  readonly isReady: boolean
}

export interface AwaitRunningOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  readonly onProgress: (progress: readonly ConnectorProgress[]) => void
}

const POLL_MS = 250
/** A state counts when it lasts so long: right after a write the worker still tells of before. */
const SETTLE_MS = 1_500
/** What an operator has paused or stopped stays so; nothing is to be waited for. */
const resting: ReadonlySet<string> = new Set(['PAUSED', 'STOPPED'])

interface Judged {
  readonly verdict: 'ready' | 'failed' | 'waiting'
  readonly status: LiveStatus | null
}

function judge(status: LiveStatus | null): Judged {
  if (status === null) return { verdict: 'waiting', status }
  const all = [status.connector, ...status.tasks]
  if (all.some(({ state }) => state === 'FAILED')) return { verdict: 'failed', status }
  if (resting.has(status.connector.state)) return { verdict: 'ready', status }
  const isUp = status.tasks.length > 0 && all.every(({ state }) => state === 'RUNNING')
  return { verdict: isUp ? 'ready' : 'waiting', status }
}

/**
 * Resolves when every connector and all tasks are RUNNING (or rest as an operator left them). Tasks that had failed before and whose configuration
 * did not change are restarted once. Throws SLW6024 with the trace when one fails, or with what is missing after `timeoutMs`.
 */
export async function awaitRunning(
  client: ConnectClient,
  connectors: readonly AwaitedConnector[],
  { clock, timeoutMs, signal, onProgress }: AwaitRunningOptions,
): Promise<readonly ConnectorProgress[]> {
  const deadline = clock.now() + timeoutMs
  const since = new Map<string, { readonly verdict: string; readonly at: number }>()
  const restarted = new Set<string>()
  for (;;) {
    const judged = await Promise.all(connectors.map(async ({ name }) => judge(await liveStatus(client, name))))
    const now = clock.now()
    const rows: ConnectorProgress[] = []
    for (const [i, { name, isNew }] of connectors.entries()) {
      const { verdict, status } = judged[i]!
      if (since.get(name)?.verdict !== verdict) since.set(name, { verdict, at: now })
      const isSettled = now - since.get(name)!.at >= SETTLE_MS
      if (verdict === 'failed' && !isNew && !restarted.has(name)) {
        restarted.add(name)
        since.delete(name)
        await client.call('POST', `${connectorPath(name)}/restart?includeTasks=true&onlyFailed=true`)
      } else if (verdict === 'failed' && isSettled) throw failed(status!)
      const mustSettle = isNew || restarted.has(name)
      rows.push(progressOf(name, status, verdict === 'ready' && (!mustSettle || isSettled)))
    }
    onProgress(rows)
    if (rows.every(({ isReady }) => isReady)) return rows
    if (now > deadline) throw late(rows, timeoutMs)
    await delay(clock, POLL_MS, signal)
    signal?.throwIfAborted()
  }
}

const progressOf = (name: string, status: LiveStatus | null, isReady: boolean): ConnectorProgress => ({
  name,
  state: status?.connector.state ?? 'WAITING',
  tasksRunning: status?.tasks.filter(({ state }) => state === 'RUNNING').length ?? 0,
  tasks: status?.tasks.length ?? 0,
  isReady,
})

function failed({ name, connector, tasks }: LiveStatus): PipelineError {
  const task = tasks.find(({ state }) => state === 'FAILED')
  const { trace = '', worker_id: workerId } = connector.state === 'FAILED' ? connector : task!
  const who = connector.state === 'FAILED' ? `Connector ${name}` : `Task ${task!.id} of connector ${name}`
  return new PipelineError('SLW6024', `${who} failed on ${workerId}:\n${trace.trimEnd()}`, {
    details: { connector: name, task: connector.state === 'FAILED' ? null : task!.id, workerId, trace },
  })
}

function late(rows: readonly ConnectorProgress[], timeoutMs: number): PipelineError {
  const missing = rows
    .filter(({ isReady }) => !isReady)
    .map(({ name, state, tasks, tasksRunning }) => `${name} is ${state}, ${tasksRunning} of ${tasks} tasks running`)
  return new PipelineError('SLW6024', `After ${timeoutMs / 1000} s: ${missing.join('; ')}`, {
    hint: 'What was written stays: look at `pipeline status`, then deploy again; --timeout waits longer.',
    details: { connectors: rows },
  })
}
