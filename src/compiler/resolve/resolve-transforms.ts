import type { TransformationDefinition } from '../../api/index.ts'
import { nearest } from '../../errors/index.ts'
import { INLINE_TRANSFORM_CLASS, type PluginSpec, type TransformSpec } from '../../spec/index.ts'
import { checkSettings } from '../check-settings.ts'
import { configText, keysOf } from '../config-text.ts'
import { child } from '../pointer.ts'
import { isTree, type ResolveContext, type Tree, textIn } from './context.ts'
import { findPlugin, framework, loadPlugin, versionIn } from './resolve-plugin.ts'

export interface PredicateTable {
  /** Resolved predicates by alias; null = defined, but not usable. */
  readonly byAlias: ReadonlyMap<string, PluginSpec | null>
  readonly used: Set<string>
}

/** The chain of one connector, in order. Steps that cannot be resolved are reported and left out. */
export async function resolveTransforms(
  entries: unknown,
  pointer: string,
  predicates: PredicateTable,
  context: ResolveContext,
): Promise<TransformSpec[]> {
  if (!Array.isArray(entries)) return []
  const aliases = aliasesOf(entries, pointer, context)
  const steps: TransformSpec[] = []
  for (const [index, entry] of entries.entries()) {
    const at = child(pointer, index)
    const tree: Tree = isTree(entry) ? entry : { type: entry }
    const predicate = predicateOf(tree, at, predicates, context)
    const alias = aliases[index]!
    const step = { alias, predicate, pointer: at }
    if (tree['type'] === INLINE_TRANSFORM_CLASS) {
      const keepsShape = isTree(tree['config']) && tree['config']['keepsShape'] === true
      if (context.model.exportPointer === null) refuseInline(at, context)
      else steps.push({ ...step, plugin: null, keepsShape })
      continue
    }
    const plugin = await resolveStep(tree, isTree(entry) ? child(at, 'type') : at, at, context)
    if (plugin) steps.push({ ...step, plugin, keepsShape: false })
  }
  return steps
}

function refuseInline(at: string, context: ResolveContext): void {
  context.report.add({
    code: 'SLW3001',
    message: 'Inline functions can be written in TypeScript pipelines only.',
    pointer: child(at, 'type'),
    hint: 'Turn the pipeline into a `.ts` file and use `map((record) => ...)`.',
  })
}

/** Explicit names are checked for duplicates; the others are the type in camel case, numbered. */
function aliasesOf(entries: readonly unknown[], pointer: string, context: ResolveContext): string[] {
  const taken = new Map<string, string>()
  const names = entries.map((entry, index) => {
    const name = isTree(entry) ? textIn(entry, 'name') : null
    if (name === null) return null
    const at = child(child(pointer, index), 'name')
    const first = taken.get(name)
    if (first !== undefined) duplicateAlias(name, at, first, context)
    else taken.set(name, at)
    checkAlias(name, at, 'value', context)
    return name
  })
  return names.map((name, index) => name ?? freeAlias(entries[index], pointer, index, taken))
}

function freeAlias(entry: unknown, pointer: string, index: number, taken: Map<string, string>): string {
  const type = isTree(entry) ? textIn(entry, 'type') : typeof entry === 'string' ? entry : null
  const base = aliasBase(type ?? 'step')
  let alias = base
  for (let count = 2; taken.has(alias); count++) alias = `${base}${count}`
  taken.set(alias, child(pointer, index))
  return alias
}

/** `regex-router` and `org.apache.kafka.connect.transforms.RegexRouter` both give `regexRouter`. */
function aliasBase(type: string): string {
  const simple = type.slice(type.lastIndexOf('.') + 1).replace(/\$(?:Key|Value)$/, '')
  const camel = simple.replace(/[^A-Za-z0-9]+(\w)?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? '')
  return camel.charAt(0).toLowerCase() + camel.slice(1)
}

function duplicateAlias(name: string, at: string, first: string, context: ResolveContext): void {
  context.report.add({
    code: 'SLW2005',
    message: `Two steps of this chain are named "${name}".`,
    pointer: at,
    related: [{ message: `"${name}" is used here first`, pointer: first }],
  })
}

/** Of a step or a predicate. */
export function checkAlias(name: string, pointer: string, part: 'key' | 'value', context: ResolveContext): void {
  if (!/[,\s.]/.test(name) && name !== '') return
  context.report.add({
    code: 'SLW2004',
    message: `"${name}" cannot be an alias: Kafka Connect uses it as part of a key and in a list.`,
    pointer,
    part,
    hint: 'Use letters, digits, `-` and `_`.',
    suggestion: name.replaceAll(/[^A-Za-z0-9_-]+/g, '-'),
  })
}

function predicateOf(
  tree: Tree,
  at: string,
  predicates: PredicateTable,
  context: ResolveContext,
): TransformSpec['predicate'] {
  const when = textIn(tree, 'when')
  const unless = textIn(tree, 'unless')
  if (when !== null && unless !== null)
    context.report.add({
      code: 'SLW2004',
      message: 'A step takes `when` or `unless`, not both.',
      pointer: child(at, 'unless'),
      part: 'key',
      hint: 'Remove one of them.',
    })
  const alias = when ?? unless
  if (alias === null) return null
  predicates.used.add(alias)
  if (!predicates.byAlias.has(alias))
    reportUndefined(alias, child(at, when === null ? 'unless' : 'when'), predicates, context)
  return { alias, negate: when === null }
}

/** The predicate that was probably meant counts as used. */
function reportUndefined(alias: string, pointer: string, predicates: PredicateTable, context: ResolveContext): void {
  const suggestion = nearest(alias, predicates.byAlias.keys())
  if (suggestion) predicates.used.add(suggestion)
  context.report.add({
    code: 'SLW2007',
    message: `There is no predicate "${alias}" in this pipeline.`,
    pointer,
    suggestion,
    hint: `Define it: \`predicates: { ${alias}: ... }\` beside \`source\` and \`sinks\`.`,
  })
}

async function resolveStep(
  tree: Tree,
  namePointer: string,
  at: string,
  context: ResolveContext,
): Promise<PluginSpec | null> {
  const name = textIn(tree, 'type')
  if (name === null) return null
  const config = configText(tree['config'], child(at, 'config'), context.model)
  const found = findPlugin({ kinds: ['transformation'], name, namePointer, ...versionIn(config, at) }, context)
  if (!found) return null
  const plugin = (await loadPlugin(found, at, context)) as TransformationDefinition | undefined
  if (!plugin) return null
  checkSettings({ plugin, config, given: keysOf(tree['config']), pointer: at, framework }, context.report)
  return {
    type: found.entry.name,
    className: variantClass(tree, found.className, plugin, at, context),
    config,
    pointer: at,
  }
}

function variantClass(
  tree: Tree,
  className: string,
  plugin: TransformationDefinition,
  at: string,
  context: ResolveContext,
): string {
  const of = tree['of']
  if (of !== 'key' && of !== 'value') return className
  if (plugin.variants === undefined) {
    context.report.add({
      code: 'SLW2001',
      message: `"${plugin.name}" does not have a key and a value variant.`,
      pointer: child(at, 'of'),
      part: 'key',
      hint: 'Remove `of`.',
    })
    return className
  }
  return `${plugin.variants}$${of === 'key' ? 'Key' : 'Value'}`
}
