import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectClient, liveConnectors, liveStatus } from '../../src/deploy/index.ts'
import { PipelineError } from '../../src/errors/index.ts'

/** The names, each once. Throws SLW6023 when the worker does not have one of them; nothing was done then. */
export async function connectorsNamed(client: ConnectClient, names: readonly string[]): Promise<string[]> {
  const live = await liveConnectors(client)
  const missing = names.filter((name) => !live.has(name))
  if (missing.length > 0)
    throw new PipelineError('SLW6023', `There is no connector ${missing.join(', ')} at ${client.url}.`)
  return [...new Set(names)]
}

/** Waits until a connector and its tasks are in a state. Throws SLW6021 when it takes longer. */
export async function awaitState(
  client: ConnectClient,
  name: string,
  state: 'PAUSED' | 'STOPPED' | 'RUNNING',
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const status = await liveStatus(client, name)
    const states = status === null ? [] : [status.connector, ...status.tasks].map((each) => each.state)
    const isThere = states.length > 0 && states.every((each) => each === state)
    if (isThere && (state !== 'STOPPED' || status!.tasks.length === 0)) return
    if (Date.now() > deadline)
      throw new PipelineError(
        'SLW6021',
        `Connector ${name} is not ${state} after ${timeoutMs / 1000} s: ${states.join(', ')}`,
      )
    await sleep(200)
  }
}
