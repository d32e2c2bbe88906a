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

export interface WriteOffsetsOptions {
  readonly clock: Clock
  /** For each step. */
  readonly timeoutMs: number
  readonly onStep: (step: 'stopped' | 'changed' | 'paused' | 'resumed') => void
}

/**
 * Stops the connector, writes the offsets (null: forgets all of them) and brings it back to what it was before: running, paused or stopped. When
 * writing fails it is brought back too, and the failure goes on.
 */
export async function writeOffsets(
  client: ConnectClient,
  name: string,
  offsets: readonly ConnectorOffset[] | null,
  { clock, timeoutMs, onStep }: WriteOffsetsOptions,
): Promise<void> {
  const before = (await liveStatus(client, name))?.connector.state ?? 'RUNNING'
  if (before !== 'STOPPED') await client.call('PUT', `${connectorPath(name)}/stop`)
  try {
    await awaitStopped(client, name, clock, timeoutMs)
    if (before !== 'STOPPED') onStep('stopped')
    if (offsets === null) await client.call('DELETE', `${connectorPath(name)}/offsets`)
    else await client.call('PATCH', `${connectorPath(name)}/offsets`, { offsets })
    onStep('changed')
  } finally {
    if (before === 'PAUSED') {
      await client.call('PUT', `${connectorPath(name)}/pause`)
      onStep('paused')
    } else if (before !== 'STOPPED') {
      await client.call('PUT', `${connectorPath(name)}/resume`)
      onStep('resumed')
    }
  }
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
