import { expect, vi } from 'vitest'

export interface ConnectAnswer<T> {
  readonly status: number
  readonly body: T
}

/** One call as curl makes it: a body goes as JSON, whatever its type. */
export async function connectCall<T>(
  url: string,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<ConnectAnswer<T>> {
  const response = await fetch(url + path, {
    method,
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T }
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
      expect(status.tasks?.map((task) => task.state)).toEqual(Array.from({ length: tasks }, () => state))
      return status
    },
    { timeout: 40_000, interval: 100 },
  )
}
