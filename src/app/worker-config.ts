import { readFile } from 'node:fs/promises'
import { ConfigException, PipelineError } from '../errors/index.ts'
import { parseProperties } from '../runtime/index.ts'

export type Settings = Readonly<Record<string, string>>

/** Worker settings from `CONNECT_*` variables: `CONNECT_GROUP_ID` is `group.id`; `__` stands for `_`, `___` for `-` (W10). */
export function settingsFromEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const settings: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !name.startsWith('CONNECT_') || name.startsWith('CONNECT_LOG4J')) continue
    const key = name
      .slice('CONNECT_'.length)
      .toLowerCase()
      .replaceAll(/_{1,3}/g, (run) => ['.', '_', '-'][run.length - 1]!)
    settings[key] = value
  }
  return settings
}

/**
 * Worker settings from a file: Java properties, or YAML and JSON (flat, or nested with dots between). Throws SLW1001 when it cannot be read,
 * SLW1002 when it cannot be parsed.
 */
export async function readSettings(path: string): Promise<Record<string, string>> {
  const text = await readText(path)
  if (!/\.(?:ya?ml|json)$/i.test(path)) return Object.fromEntries(parseProperties(text))
  return flatten(await parseTree(path, text), '')
}

export interface ConnectorFile {
  readonly name: string
  readonly config: Settings
  readonly initialState?: 'RUNNING' | 'PAUSED' | 'STOPPED'
}

/** A connector for a standalone worker: properties, a flat JSON map, or `{name, config, initial_state}` (S24.1). */
export async function readConnectorFile(path: string): Promise<ConnectorFile> {
  const text = await readText(path)
  const tree = /\.(?:ya?ml|json)$/i.test(path) ? await parseTree(path, text) : Object.fromEntries(parseProperties(text))
  const { name, config: nested, initial_state: initialState } = tree as Record<string, unknown>
  const isRequest = typeof nested === 'object' && nested !== null && !Array.isArray(nested)
  const settings = flatten(isRequest ? (nested as Record<string, unknown>) : tree, '')
  const own = typeof name === 'string' ? name : settings['name']
  if (own === undefined || own === '') throw new ConfigException(`Connector configuration ${path} has no name`)
  const config = { ...settings, name: own }
  return isRequest && initialState !== undefined
    ? { name: own, config, initialState: stateOf(initialState, path) }
    : { name: own, config }
}

const states = ['RUNNING', 'PAUSED', 'STOPPED'] as const

function stateOf(value: unknown, path: string): (typeof states)[number] {
  const state = states.find((each) => each === String(value).toUpperCase())
  if (state !== undefined) return state
  throw new ConfigException(
    `Invalid value ${String(value)} for configuration initial_state: String must be one of: ${states.join(', ')} (${path})`,
  )
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new PipelineError(
      'SLW1001',
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}

async function parseTree(path: string, text: string): Promise<Record<string, unknown>> {
  const { readYaml } = await import('../compiler/index.ts')
  const tree = readYaml(path, text)
  if (typeof tree === 'object' && tree !== null && !Array.isArray(tree)) return tree as Record<string, unknown>
  throw new PipelineError('SLW2002', `${path} must hold a map of settings.`)
}

/** `{a: {b: 1}}` as `a.b=1`; lists as comma-separated text. */
function flatten(tree: Readonly<Record<string, unknown>>, prefix: string): Record<string, string> {
  const settings: Record<string, string> = {}
  for (const [key, value] of Object.entries(tree)) {
    if (value === null || value === undefined) continue
    if (Array.isArray(value)) settings[prefix + key] = value.map(String).join(',')
    else if (typeof value === 'object')
      Object.assign(settings, flatten(value as Record<string, unknown>, `${prefix}${key}.`))
    else settings[prefix + key] = String(value)
  }
  return settings
}
