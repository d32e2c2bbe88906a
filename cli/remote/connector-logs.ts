import { type ConnectClient, connectorPath, liveStatus } from '../../src/deploy/index.ts'

export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly level: string
  /** The line as Kafka Connect writes it, its trace below. */
  readonly text: string
  readonly worker: string
}

interface Answer {
  readonly worker_id: string
  readonly lines: readonly Omit<LogLine, 'worker'>[]
}

/** What the worker that is asked, and those that run the connector and its tasks, logged for it of late, oldest first. Not for Java workers. */
export async function connectorLogs(
  client: ConnectClient,
  name: string,
  onMissing: (worker: string, error: Error) => void,
): Promise<LogLine[]> {
  const path = `${connectorPath(name)}/logs`
  const here = await client.get<Answer>(path)
  const status = await liveStatus(client, name)
  const workers = new Set(status === null ? [] : [status.connector, ...status.tasks].map((each) => each.worker_id))
  workers.delete(here.worker_id)
  const scheme = new URL(client.url).protocol
  const others = await Promise.all(
    [...workers].map((worker) =>
      client
        .at(`${scheme}//${worker}`)
        .get<Answer>(path)
        .catch((error: Error) => {
          onMissing(worker, error)
          return null
        }),
    ),
  )
  return [here, ...others]
    .flatMap((answer) => (answer === null ? [] : answer.lines.map((line) => ({ ...line, worker: answer.worker_id }))))
    .toSorted((a, b) => a.at - b.at)
}

/** Warnings and errors among them; nothing where logs cannot be had: they are a hint beside what was asked for. */
export async function connectorWarnings(client: ConnectClient, name: string): Promise<LogLine[]> {
  const lines = await connectorLogs(client, name, () => {}).catch(() => [])
  return lines.filter(({ level }) => level === 'WARN' || level === 'ERROR')
}

/** Kafka Connect's workers keep no logs to ask for. */
export const keepsLogs = async (client: ConnectClient): Promise<boolean> =>
  (await client.get<{ commit: string }>('/')).commit.startsWith('sluiceway')
