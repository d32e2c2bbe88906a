import { type ConnectClient, connectorPath } from './connect-client.ts'

export type Config = Readonly<Record<string, string>>

export interface LiveState {
  readonly state: string
  readonly worker_id: string
  readonly trace?: string
}

export interface LiveStatus {
  readonly name: string
  readonly type: 'source' | 'sink'
  readonly connector: LiveState
  readonly tasks: readonly (LiveState & { readonly id: number })[]
}

export interface LiveConnector {
  readonly name: string
  readonly type: 'source' | 'sink'
  readonly config: Config
  /** Absent right after the connector was made. */
  readonly status?: LiveStatus
}

interface Expanded {
  readonly info: { readonly name: string; readonly type: 'source' | 'sink'; readonly config: Config }
  readonly status?: LiveStatus
}

/** What runs on the worker's group, by name, sorted. */
export async function liveConnectors(client: ConnectClient): Promise<ReadonlyMap<string, LiveConnector>> {
  const all = await client.get<Record<string, Expanded>>('/connectors?expand=info&expand=status')
  const sorted = Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return new Map(
    sorted.map(([name, { info, status }]) => [
      name,
      { name, type: info.type, config: info.config, ...(status === undefined ? {} : { status }) },
    ]),
  )
}

/** null while it has none. */
export const liveStatus = (client: ConnectClient, name: string): Promise<LiveStatus | null> =>
  client.find<LiveStatus>(`${connectorPath(name)}/status`)
