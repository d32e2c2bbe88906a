import type { CompiledConnector } from '../spec/index.ts'
import type { Config, LiveConnector } from './live-connectors.ts'

export type PlannedAction = 'create' | 'change' | 'keep' | 'delete'

/** A key whose value changes; null = the key is not there. Secrets are hidden. */
export interface KeyChange {
  readonly key: string
  readonly from: string | null
  readonly to: string | null
}

export interface PlannedConnector {
  readonly name: string
  readonly kind: 'source' | 'sink'
  readonly action: PlannedAction
  readonly connectorClass: string
  /** Of a connector that is changed, sorted by key. */
  readonly changes: readonly KeyChange[]
}

export type Masking = (configs: readonly Config[]) => Promise<(key: string, value: string) => string>

/** What a deployment does to the connectors that run: deletions first, then as the files have them. */
export async function planConnectors(
  wanted: readonly CompiledConnector[],
  remove: readonly string[],
  live: ReadonlyMap<string, LiveConnector>,
  masking: Masking,
): Promise<PlannedConnector[]> {
  const deleted = remove.flatMap((name): PlannedConnector[] => {
    const current = live.get(name)
    if (current === undefined) return []
    const { type: kind, config } = current
    return [{ name, kind, action: 'delete', connectorClass: config['connector.class'] ?? '', changes: [] }]
  })
  const others = wanted.map(async ({ name, kind, config }): Promise<PlannedConnector> => {
    const common = { name, kind, connectorClass: config['connector.class'] ?? '' }
    const current = live.get(name)?.config
    if (current === undefined) return { ...common, action: 'create', changes: [] }
    const keys = changedKeys(current, config)
    if (keys.length === 0) return { ...common, action: 'keep', changes: [] }
    const show = await masking([current, config])
    const shown = (key: string, value: string | undefined) => (value === undefined ? null : show(key, value))
    const changes = keys.map((key) => ({ key, from: shown(key, current[key]), to: shown(key, config[key]) }))
    return { ...common, action: 'change', changes }
  })
  return [...deleted, ...(await Promise.all(others))]
}

const changedKeys = (a: Config, b: Config): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => a[key] !== b[key]).toSorted()
