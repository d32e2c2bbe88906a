import type { PluginInfo, PluginKind } from '../../api/index.ts'
import { nearest } from '../../errors/index.ts'
import type { DefinitionOf, Resolved } from '../../plugins/index.ts'
import type { ConfigText, PluginSpec } from '../../spec/index.ts'
import { checkSettings, type SettingsToCheck } from '../check-settings.ts'
import { configText, keysOf } from '../config-text.ts'
import { child } from '../pointer.ts'
import { chooseMeant } from './choose-meant.ts'
import { isTree, type ResolveContext } from './context.ts'

const kindWords: Readonly<Record<PluginKind, string>> = {
  source: 'source connector',
  sink: 'sink connector',
  transformation: 'SMT',
  predicate: 'predicate',
  converter: 'converter',
  header_converter: 'header converter',
}

const withArticle = (words: string) => `${words === 'SMT' ? 'an' : 'a'} ${words}`

export interface PluginReference {
  readonly kinds: readonly PluginKind[]
  readonly name: string
  /** Where the name stands. */
  readonly namePointer: string
  /** The `plugin.version` that goes with it, and where that stands. */
  readonly version?: string | undefined
  readonly versionPointer: string
}

/** Finds a plugin by any of its names, in the version that is meant, or reports that there is none, with the nearest name of the right kind. */
export function findPlugin(reference: PluginReference, context: ResolveContext): Resolved | undefined {
  const { kinds, name, namePointer } = reference
  for (const kind of kinds) {
    const found = context.catalogue.resolve(kind, name)
    if (found) return chooseMeant(found, reference, context)
  }
  const kind = kinds[0]!
  const elsewhere = (Object.keys(kindWords) as PluginKind[]).find((other) => context.catalogue.resolve(other, name))
  const near = kinds.map((each) => context.catalogue.nearest(each, name)).find((each) => each !== undefined)
  const names = kinds.flatMap((each) => context.catalogue.list(each).map((entry) => entry.name))
  const suggestion = near ?? nearest(name.slice(name.lastIndexOf('.') + 1), names)
  context.report.add({
    code: 'SLW3001',
    message: elsewhere
      ? `"${name}" is ${withArticle(kindWords[elsewhere])}, not ${withArticle(kindWords[kind])}.`
      : `There is no ${kindWords[kind]} "${name}".`,
    pointer: namePointer,
    suggestion,
    ...(suggestion === undefined && { hint: `Known: ${names.join(', ')}.` }),
  })
  return undefined
}

export const PLUGIN_VERSION = 'plugin.version'

/** What the framework takes beside the settings of an SMT, a predicate or a converter. */
export const framework: NonNullable<SettingsToCheck['framework']> = { keys: [PLUGIN_VERSION], prefixes: [] }

/** The version that stands among the settings of a plugin. */
export const versionIn = (
  config: ConfigText,
  pointer: string,
  key = PLUGIN_VERSION,
): Pick<PluginReference, 'version' | 'versionPointer'> => ({
  version: config[key],
  versionPointer: child(child(pointer, 'config'), key),
})

/** Loads the definition; a plugin that does not load is reported. */
export async function loadPlugin<K extends PluginKind>(
  resolved: Resolved<K>,
  pointer: string,
  context: ResolveContext,
): Promise<DefinitionOf[K] | undefined> {
  try {
    const definition = await resolved.entry.load()
    context.definitions.set(pointer, { entry: resolved.entry, definition })
    return definition
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    context.report.add({ code: 'SLW3002', message: `"${resolved.entry.name}" could not be loaded: ${reason}`, pointer })
    return undefined
  }
}

/** A converter or predicate: `name` or `{ type, config }`. */
export async function resolvePluginEntry(
  kinds: readonly PluginKind[],
  entry: unknown,
  pointer: string,
  context: ResolveContext,
  provided?: SettingsToCheck['provided'],
): Promise<PluginSpec | null> {
  const name = isTree(entry) ? entry['type'] : entry
  if (typeof name !== 'string' || name === '') return null
  const namePointer = isTree(entry) ? child(pointer, 'type') : pointer
  const written = isTree(entry) ? configText(entry['config'], child(pointer, 'config'), context.model) : {}
  const found = findPlugin({ kinds, name, namePointer, ...versionIn(written, pointer) }, context)
  if (!found) return null
  const plugin = await loadPlugin(found, pointer, context)
  if (!plugin) return null
  if (plugin.kind === 'converter' && !plugin.header && kinds.includes('header_converter')) {
    context.report.add({
      code: 'SLW3001',
      message: `"${name}" cannot convert headers.`,
      pointer: namePointer,
      hint: 'Use `simple`, `string` or `json`.',
    })
    return null
  }
  const given = keysOf(isTree(entry) ? entry['config'] : null)
  const config = { ...fileDefaults(plugin, given), ...written }
  checkSettings({ plugin, config, given, pointer, framework, ...(provided && { provided }) }, context.report)
  return { type: found.entry.name, className: found.className, config, pointer }
}

/** What the file means without saying it (`ConfigKey.fileDefault`). */
function fileDefaults(plugin: PluginInfo, given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(plugin.config.keys).flatMap(([name, { fileDefault }]) =>
      fileDefault === undefined || given.includes(name) ? [] : [[name, fileDefault] as const],
    ),
  )
}
