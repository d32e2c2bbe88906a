/** One request of the comparison; `FILE` in path or body stands for a file with two lines that the worker can read. */
export interface ConformanceRequest {
  /** Names the request in golden data and in the table of differences. */
  readonly id: string
  readonly method: string
  readonly path: string
  /** Sent as it is, with `Content-Type: application/json` unless `headers` say otherwise. */
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Before the request: this path is asked until its answer matches. */
  readonly after?: { readonly path: string; readonly matches: RegExp }
}

export const json = (value: unknown) => JSON.stringify(value)

export const call = (id: string, method: string, path: string, body?: string): ConformanceRequest => ({
  ...{ id, method, path },
  ...(body === undefined ? {} : { body }),
})

export const get = (id: string, path: string): ConformanceRequest => call(id, 'GET', path)

/** For a request that has to wait for an answer. */
export const after = (matches: RegExp, path: string) => ({ after: { path, matches } })

/** For a request that has to wait until a connector and its first task run. */
export const afterRunning = (connector: string) =>
  after(/"connector":\{"state":"RUNNING".*"tasks":\[\{"id":0,"state":"RUNNING"/, `/connectors/${connector}/status`)
