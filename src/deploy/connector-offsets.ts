import { PipelineError } from '../errors/index.ts'
import { type Clock, delay } from '../kafka/clock.ts'
import { type ConnectClient, connectorPath } from './connect-client.ts'
import { liveStatus } from './live-connectors.ts'

export type OffsetFields = Readonly<Record<string, unknown>>

/** As `GET /connectors/<name>/offsets` gives it. For a sink `{kafka_topic, kafka_partition}` and `{kafka_offset}`. */
export interface ConnectorOffset {
  readonly partition: OffsetFields
  /** null: none, or forget it. */
  readonly offset: OffsetFields | null
}

export async function connectorOffsets(client: ConnectClient, name: string): Promise<readonly ConnectorOffset[]> {
  const { offsets } = await client.get<{ offsets: readonly ConnectorOffset[] }>(`${connectorPath(name)}/offsets`)
  return offsets
}

/** What a connector goes back to after its offsets were written. */
export type RestState = 'RUNNING' | 'PAUSED' | 'STOPPED'

/** Remembers, from before a connector is stopped until it is back, what it was: a run that broke off there left it stopped. */
export interface PendingReset {
  read(): Promise<RestState | null>
  write(state: RestState): Promise<void>
  clear(): Promise<void>
}

export interface WriteOffsetsOptions {
  readonly clock: Clock
  /** For each step. */
  readonly timeoutMs: number
  readonly pending: PendingReset
  /** Lets it run afterwards, whatever it was before. */
  readonly mustRun: boolean
  readonly onStep: (step: 'stopped' | 'changed' | 'paused' | 'resumed' | 'left stopped') => void
}

/**
 * Stops the connector, writes the offsets (null: forgets all of them) and brings it back to what it was before: running, paused or stopped. When
 * writing fails it is brought back too, and the failure goes on. After a run that was killed in between, the next one brings it back to what it was
 * before that one.
 */
export async function writeOffsets(
  client: ConnectClient,
  name: string,
  offsets: readonly ConnectorOffset[] | null,
  { clock, timeoutMs, pending, mustRun, onStep }: WriteOffsetsOptions,
): Promise<void> {
  const now = await restState(client, name)
  const before = mustRun ? 'RUNNING' : now === 'STOPPED' ? ((await pending.read()) ?? now) : now
  if (before !== 'STOPPED') await pending.write(before)
  try {
    if (now !== 'STOPPED') await client.call('PUT', `${connectorPath(name)}/stop`)
    await awaitStopped(client, name, clock, timeoutMs)
    if (now !== 'STOPPED') onStep('stopped')
    if (offsets === null) await client.call('DELETE', `${connectorPath(name)}/offsets`)
    else await client.call('PATCH', `${connectorPath(name)}/offsets`, { offsets })
    onStep('changed')
  } finally {
    await bringBack(client, name, before)
    await pending.clear()
    onStep(before === 'RUNNING' ? 'resumed' : before === 'PAUSED' ? 'paused' : 'left stopped')
  }
}

async function restState(client: ConnectClient, name: string): Promise<RestState> {
  const state = (await liveStatus(client, name))?.connector.state
  return state === 'PAUSED' || state === 'STOPPED' ? state : 'RUNNING'
}

async function bringBack(client: ConnectClient, name: string, state: RestState): Promise<void> {
  if (state !== 'STOPPED') await client.call('PUT', `${connectorPath(name)}/${state === 'PAUSED' ? 'pause' : 'resume'}`)
}

async function awaitStopped(client: ConnectClient, name: string, clock: Clock, timeoutMs: number): Promise<void> {
  const deadline = clock.now() + timeoutMs
  for (;;) {
    const status = await liveStatus(client, name)
    if (status?.connector.state === 'STOPPED' && status.tasks.length === 0) return
    if (clock.now() > deadline)
      throw new PipelineError('SLW6021', `Connector ${name} did not stop within ${timeoutMs / 1000} s.`)
    await delay(clock, 200)
  }
}
