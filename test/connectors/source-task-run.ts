import type { ConnectorProps, SourceDefinition, SourceTask } from '../../src/api/index.ts'
import type { OffsetMap, SourceRecord } from '../../src/data/index.ts'

const nothing = () => undefined

export interface TaskRun {
  readonly task: SourceTask
  readonly logged: string[]
  /** Polls until there are `count` records, or the task is exhausted. Fails after 20 seconds. */
  poll(count?: number): Promise<SourceRecord[]>
  stop(): Promise<void>
}

/** Starts a source task on its own, with the offsets that an earlier run committed. */
export async function startTask(
  definition: SourceDefinition,
  props: ConnectorProps,
  committed: (partition: OffsetMap) => OffsetMap | null = () => null,
): Promise<TaskRun> {
  const task = definition.task()
  const abort = new AbortController()
  const logged: string[] = []
  const log = (message: string) => void logged.push(message)
  task.initialize({
    connectorName: 'c',
    taskId: 0,
    logger: { error: log, warn: log, info: log, debug: nothing, trace: nothing, isEnabled: () => true },
    offsetReader: {
      offset: (partition) => Promise.resolve(committed(partition)),
      offsets: (partitions) => Promise.resolve(partitions.map(committed)),
    },
    transactionContext: null,
    signal: abort.signal,
  })
  await task.start(props)
  return {
    task,
    logged,
    poll: (count = Number.POSITIVE_INFINITY) => pollUntil(task, count),
    stop: async () => {
      abort.abort()
      await task.stop()
    },
  }
}

async function pollUntil(task: SourceTask, count: number): Promise<SourceRecord[]> {
  const records: SourceRecord[] = []
  const deadline = Date.now() + 60_000
  while (records.length < count && !(count === Number.POSITIVE_INFINITY && task.isExhausted?.())) {
    if (Date.now() > deadline) throw new Error(`only ${records.length} records`)
    records.push(...((await task.poll()) ?? []))
  }
  return records
}

/** All tasks' configurations of a connector. */
export async function taskConfigsOf(definition: SourceDefinition, props: ConnectorProps, maxTasks: number) {
  const connector = definition.connector()
  connector.initialize({
    connectorName: 'c',
    logger: { error: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing, isEnabled: () => false },
    requestTaskReconfiguration: nothing,
    raiseError: nothing,
  })
  await connector.start(props)
  return connector.taskConfigs(maxTasks)
}
