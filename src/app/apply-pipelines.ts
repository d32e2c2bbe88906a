import { isNotFound } from '../errors/index.ts'
import type { Herder } from '../runtime/index.ts'
import type { CompiledConnector, CompiledPipeline } from '../spec/index.ts'

export type ChangeAction = 'created' | 'changed' | 'unchanged' | 'deleted'

export interface Change {
  readonly connector: string
  readonly action: ChangeAction
}

/**
 * Makes the connectors of the worker those of the pipelines: creates, replaces what differs, leaves the rest alone, and deletes those of `owned`
 * (names that earlier calls made) that are in no pipeline any more; connectors that others made are never touched. Deletes come first, sinks before
 * sources, so that a renamed sink has its topics.
 */
export async function applyPipelines(
  herder: Herder,
  pipelines: readonly CompiledPipeline[],
  owned: ReadonlySet<string> = new Set(),
): Promise<Change[]> {
  const wanted = pipelines.flatMap((pipeline) => pipeline.connectors)
  const names = new Set(wanted.map((connector) => connector.name))
  const changes: Change[] = []
  for (const name of owned) {
    if (names.has(name)) continue
    await herder.deleteConnectorConfig(name)
    changes.push({ connector: name, action: 'deleted' })
  }
  const sinksFirst = [...wanted].sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'sink' ? -1 : 1))
  for (const connector of sinksFirst) changes.push({ connector: connector.name, action: await put(herder, connector) })
  return changes
}

async function put(herder: Herder, { name, config }: CompiledConnector): Promise<ChangeAction> {
  const current = await currentConfig(herder, name)
  if (current !== null && sameConfig(current, config)) return 'unchanged'
  const { created } = await herder.putConnectorConfig(name, config)
  return created ? 'created' : 'changed'
}

async function currentConfig(herder: Herder, name: string): Promise<Readonly<Record<string, string>> | null> {
  try {
    return await herder.connectorConfig(name)
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

function sameConfig(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
