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
    const parts =
      status === null
        ? []
        : [
            { what: 'the connector', ...status.connector },
            ...status.tasks.map((task) => ({ what: `task ${task.id}`, ...task })),
          ]
    const others = parts.filter((each) => each.state !== state)
    const isThere = parts.length > 0 && others.length === 0
    if (isThere && (state !== 'STOPPED' || status!.tasks.length === 0)) return
    if (Date.now() > deadline)
      throw new PipelineError(
        'SLW6021',
        `Connector ${name} is not ${state} after ${timeoutMs / 1000} s: ${others.map((each) => `${each.what} is ${each.state} on ${each.worker_id}`).join(', ') || 'its tasks are not gone'}`,
        {
          hint: 'Look whether these workers are alive; after a failure of one, others take its work over after scheduled.rebalance.max.delay.ms.',
        },
      )
    await sleep(200)
  }
}
