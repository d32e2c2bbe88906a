import { PipelineError } from '../../errors/index.ts'
import { delay } from '../../kafka/index.ts'
import { taskName } from '../herder/connector-state.ts'
import { javaPattern } from '../task/java-pattern.ts'
import { listOf } from '../task/plugin-factory.ts'
import { sinkGroupId } from './client-config.ts'
import { connectorProgress } from './progress.ts'
import type { TaskRun } from './task-run.ts'
import type { Worker } from './worker.ts'

const CHECK_MS = 25
const NUDGE_MS = 250

/** Why a bounded run is not over yet, or that it is. */
type Verdict = 'done' | 'working'

/**
 * Resolves when a bounded run is over: each source task has said that it is exhausted and everything it sent is acknowledged and its offsets
 * stored, and each sink has committed up to the end that its topics had after that. Rejects with SLW4001 when a task
 * fails and is not to be started again by itself, the trace in its details. `signal` ends the wait.
 */
export async function awaitDone(worker: Worker, signal: AbortSignal): Promise<void> {
  let nudgedAt = 0
  while (!signal.aborted) {
    throwFailed(worker.tasks())
    const now = worker.clock.now()
    if (sourcesVerdict(worker) === 'done' && (await sinksVerdict(worker)) === 'done') return
    if (now - nudgedAt >= NUDGE_MS) {
      nudgedAt = now
      worker.requestCommits()
    }
    await delay(worker.clock, CHECK_MS, signal)
  }
}

function throwFailed(runs: readonly TaskRun[]): void {
  const failed = runs.find(({ state, isRestartPlanned }) => state === 'FAILED' && !isRestartPlanned)
  if (!failed) return
  const { id, trace } = failed
  const [first = ''] = (trace ?? '').split('\n', 1)
  throw new PipelineError('SLW4001', `Task ${taskName(id)} failed: ${first}`, { details: { ...id, trace } })
}

function sourcesVerdict(worker: Worker): Verdict {
  const sources = worker.tasks().filter(({ kind }) => kind === 'source')
  const isDone = sources.every(({ counters, state }) => {
    if (state === 'FAILED') return false
    const of = (name: Parameters<typeof counters.get>[0]) => counters.get(name)
    return of('exhausted') === 1 && of('settled') === 1
  })
  return isDone ? 'done' : 'working'
}

async function sinksVerdict(worker: Worker): Promise<Verdict> {
  const sinks = new Map(
    worker
      .tasks()
      .filter(({ kind }) => kind === 'sink')
      .map((run) => [run.id.connector, run]),
  )
  for (const run of sinks.values()) if (!(await isAtEnd(worker, run))) return 'working'
  const runs = worker.tasks().filter(({ kind }) => kind === 'sink')
  if (runs.some(({ state }) => state === 'FAILED')) return 'working'
  return connectorProgress(runs).every(({ active }) => active === 0) ? 'done' : 'working'
}

/** Whether the sink's group has committed up to the end of every partition that has records. */
async function isAtEnd(worker: Worker, { id, connectorConfig }: TaskRun): Promise<boolean> {
  const admin = worker.admins.of(id.connector, connectorConfig)
  const pattern = (connectorConfig['topics.regex'] ?? '').trim()
  const names = listOf(connectorConfig['topics'])
  const matches =
    pattern === '' ? (topic: string) => names.includes(topic) : (topic: string) => javaPattern(pattern).test(topic)
  const topics = (await admin.listTopics()).filter(({ name }) => matches(name))
  const partitions = topics.flatMap(({ name, partitions: count }) =>
    Array.from({ length: count }, (_, partition) => ({ topic: name, partition })),
  )
  if (partitions.length === 0) return true
  const [ends, starts] = await Promise.all([
    admin.listOffsets(partitions.map((each) => ({ ...each, at: 'latest' as const }))),
    admin.listOffsets(partitions.map((each) => ({ ...each, at: 'earliest' as const }))),
  ])
  const committed = await admin.listConsumerGroupOffsets(sinkGroupId(id.connector, connectorConfig), partitions)
  const byPartition = new Map(committed.map((each) => [`${each.topic}/${each.partition}`, each.offset]))
  const startOf = new Map([...starts.values()].map((each) => [`${each.topic}/${each.partition}`, each.offset]))
  return [...ends.values()].every(({ topic, partition, offset }) => {
    const key = `${topic}/${partition}`
    return offset <= Math.max(byPartition.get(key) ?? -1, startOf.get(key) ?? 0)
  })
}
