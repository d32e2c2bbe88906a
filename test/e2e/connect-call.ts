import { setTimeout as sleep } from 'node:timers/promises'
import { expect, vi } from 'vitest'

export interface ConnectAnswer<T> {
  readonly status: number
  readonly body: T
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What a group answers while it rebalances; every client of Kafka Connect asks again then. */
const REBALANCING = /rebalance is expected|stale configuration|no known leader|worker loading/
const PATIENCE_MS = 60_000

/** One call as curl makes it: a body goes as JSON, whatever its type. Asked again while the group rebalances. */
export async function connectCall<T>(
  url: string,
  method: Method,
  path: string,
  body?: unknown,
): Promise<ConnectAnswer<T>> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const response = await fetch(url + path, {
      method,
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isPassing = [409, 500].includes(response.status) && REBALANCING.test(text)
    if (!isPassing || Date.now() > deadline)
      return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T }
    await sleep(100)
  }
}

export interface Status {
  readonly name: string
  readonly type: string
  readonly connector: { readonly state: string; readonly worker_id: string; readonly trace?: string }
  readonly tasks: readonly {
    readonly id: number
    readonly state: string
    readonly worker_id: string
    readonly trace?: string
  }[]
}

export const statusOf = async (url: string, name: string): Promise<Status> =>
  (await connectCall<Status>(url, 'GET', `/connectors/${name}/status`)).body

/** Waits until the connector and each of its tasks, so many there are, are in a state; gives the status. */
export function awaitTasks(url: string, name: string, state: string, tasks = 1): Promise<Status> {
  return vi.waitFor(
    async () => {
      const status = await statusOf(url, name)
      // With the trace, so that a failure that nobody expects says why.
      expect(status.tasks?.map((task) => (task.state === state ? state : `${task.state} ${task.trace ?? ''}`))).toEqual(
        Array.from({ length: tasks }, () => state),
      )
      expect(status.connector.state).not.toBe('UNASSIGNED')
      return status
    },
    { timeout: 60_000, interval: 100 },
  )
}
