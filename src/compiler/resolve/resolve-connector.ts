import type { ConnectorSpec, ConvertersSpec, PluginSpec, SinkSpec } from '../../spec/index.ts'
import { checkSettings } from '../check-settings.ts'
import { configText, keysOf } from '../config-text.ts'
import { frameworkKeys } from '../framework-keys.ts'
import { child } from '../pointer.ts'
import { isTree, type ResolveContext, type Tree, textIn } from './context.ts'
import { resolveErrors } from './resolve-errors.ts'
import { findPlugin, loadPlugin, resolvePluginEntry, versionIn } from './resolve-plugin.ts'
import { type PredicateTable, resolveTransforms } from './resolve-transforms.ts'

/** One source or sink; null when its connector is not known (reported). */
export async function resolveConnector(
  kind: 'source' | 'sink',
  tree: Tree,
  pointer: string,
  defaultName: string,
  predicates: PredicateTable,
  context: ResolveContext,
): Promise<ConnectorSpec | null> {
  const plugin = await resolveConnectorPlugin(kind, tree, pointer, context)
  const chain = besideConnector(context, pointer)
  const transforms = await resolveTransforms(tree['transforms'], child(pointer, 'transforms'), predicates, chain)
  const converters = await resolveConverters(tree, pointer, chain)
  const errors = resolveErrors(tree['errors'], child(pointer, 'errors'), context)
  if (!plugin) return null
  const used: Record<string, PluginSpec> = {}
  for (const { predicate } of transforms) {
    const spec = predicate && predicates.byAlias.get(predicate.alias)
    if (predicate && spec) used[predicate.alias] = spec
  }
  const { tasks } = tree
  const name = textIn(tree, 'name') ?? defaultName
  const limit = typeof tasks === 'number' && Number.isInteger(tasks) && tasks > 0 ? tasks : null
  return { name, plugin, tasks: limit, transforms, predicates: used, converters, errors, pointer }
}

/** For what a connector names besides itself: its own package's version goes first. */
export function besideConnector(context: ResolveContext, pointer: string): ResolveContext {
  const module = context.definitions.get(pointer)?.entry.module
  return module === undefined ? context : { ...context, beside: module }
}

async function resolveConnectorPlugin(kind: 'source' | 'sink', tree: Tree, pointer: string, context: ResolveContext) {
  const name = textIn(tree, 'connector')
  if (name === null) return null
  const config = configText(tree['config'], child(pointer, 'config'), context.model)
  const version = versionIn(config, pointer, 'connector.plugin.version')
  const found = findPlugin({ kinds: [kind], name, namePointer: child(pointer, 'connector'), ...version }, context)
  if (!found) return null
  const plugin = await loadPlugin(found, pointer, context)
  if (!plugin) return null
  checkSettings(
    { plugin, config, given: keysOf(tree['config']), pointer, framework: frameworkKeys(kind, config) },
    context.report,
  )
  return { type: found.entry.name, className: found.className, config, pointer }
}

async function resolveConverters(tree: Tree, pointer: string, context: ResolveContext): Promise<ConvertersSpec> {
  const resolve = (part: 'key' | 'value' | 'header') => {
    const kinds = part === 'header' ? (['header_converter', 'converter'] as const) : (['converter'] as const)
    return resolvePluginEntry(kinds, tree[part], child(pointer, part), context, { 'converter.type': part })
  }
  return { key: await resolve('key'), value: await resolve('value'), header: await resolve('header') }
}

/** `topics` of a sink entry. */
export function topicsOf(entry: unknown): SinkSpec['topics'] {
  if (typeof entry === 'string' && entry !== '') return [entry]
  if (Array.isArray(entry)) return entry.filter((topic): topic is string => typeof topic === 'string' && topic !== '')
  if (isTree(entry) && typeof entry['regex'] === 'string') return { regex: entry['regex'] }
  return null
}
