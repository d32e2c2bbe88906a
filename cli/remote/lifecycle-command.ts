import { Flags } from '@oclif/core'
import { connectorPath } from '../../src/deploy/index.ts'
import { PipelineError } from '../../src/errors/index.ts'
import { awaitState, connectorsNamed } from './connector-names.ts'
import { pendingReset } from './pending-reset.ts'
import { type RemoteFlags, remoteClient, remoteFlags } from './remote-flags.ts'

export const lifecycleFlags = {
  ...remoteFlags,
  timeout: Flags.integer({ default: 60, min: 1, summary: 'Seconds to wait for the new state.', helpValue: 'S' }),
}

export interface LifecycleResult {
  readonly state: 'PAUSED' | 'STOPPED' | 'RUNNING'
  readonly connectors: readonly string[]
}

const wanted = { pause: 'PAUSED', resume: 'RUNNING', stop: 'STOPPED' } as const

/** Asks for a state of connectors, one after another, and waits until they are in it. */
export async function changeState(
  verb: keyof typeof wanted,
  names: readonly string[],
  flags: RemoteFlags & { readonly timeout: number },
  done: (name: string) => void,
): Promise<LifecycleResult> {
  const client = await remoteClient(flags)
  const connectors = await connectorsNamed(client, namesOrFail(names))
  for (const name of connectors) {
    await client.call('PUT', `${connectorPath(name)}/${verb}`)
    // What the operator wants now counts, not what the connector was before a reset of offsets that broke off.
    await pendingReset(client.url, name).clear()
    await awaitState(client, name, wanted[verb], flags.timeout * 1000)
    done(name)
  }
  return { state: wanted[verb], connectors }
}

export function namesOrFail(names: readonly string[]): readonly string[] {
  if (names.length > 0) return names
  throw new PipelineError('SLW6001', 'Say which connectors.', { hint: '`pipeline list` shows their names.' })
}
