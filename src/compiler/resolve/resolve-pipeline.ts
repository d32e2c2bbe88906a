import { nearest } from '../../errors/index.ts'
import type { PipelineSpec, PluginSpec, SinkSpec, SourceSpec } from '../../spec/index.ts'
import { child } from '../pointer.ts'
import { isTree, type ResolveContext, type Tree, textIn } from './context.ts'
import { resolveConnector, topicsOf } from './resolve-connector.ts'
import { resolvePluginEntry } from './resolve-plugin.ts'
import { checkAlias, type PredicateTable } from './resolve-transforms.ts'

/**
 * Turns a file's tree into the pipeline model: plugins found and their settings checked, names and aliases given. Everything that is wrong is
 * reported; the model holds what could be resolved, and is null when there is nothing.
 */
export async function resolvePipeline(tree: unknown, context: ResolveContext): Promise<PipelineSpec | null> {
  if (!isTree(tree)) return null
  const name = textIn(tree, 'name')
  if (name !== null) checkName(name, '/name', context)
  const predicates = await resolvePredicates(tree, context)
  const sinkTrees = Object.entries(isTree(tree['sinks']) ? tree['sinks'] : {})
  const hasSource = tree['source'] !== undefined && tree['source'] !== null
  if (!hasSource && sinkTrees.length === 0 && tree['sinks'] === undefined && !('source' in tree))
    reportEmpty(tree, context)
  const isAlone = (hasSource ? 1 : 0) + sinkTrees.length === 1
  const nameOf = (id: string) => (isAlone ? (name ?? '') : `${name ?? ''}-${id}`)
  const source = hasSource ? await resolveSource(tree['source'], nameOf('source'), predicates, context) : null
  const sinks: SinkSpec[] = []
  for (const [id, sink] of sinkTrees) {
    const resolved = await resolveSink(id, sink, nameOf(id), predicates, context)
    if (resolved) sinks.push(resolved)
  }
  reportUnused(predicates, context)
  return name === null ? null : { name, source, sinks }
}

async function resolveSource(
  tree: unknown,
  name: string,
  predicates: PredicateTable,
  context: ResolveContext,
): Promise<SourceSpec | null> {
  if (!isTree(tree)) return null
  checkExplicitName(tree, '/source', context)
  const connector = await resolveConnector('source', tree, '/source', name, predicates, context)
  return connector && { ...connector, kind: 'source' }
}

async function resolveSink(
  id: string,
  tree: unknown,
  name: string,
  predicates: PredicateTable,
  context: ResolveContext,
): Promise<SinkSpec | null> {
  if (!isTree(tree)) return null
  const pointer = child('/sinks', id)
  checkExplicitName(tree, pointer, context)
  checkName(id, pointer, context, 'key')
  const connector = await resolveConnector('sink', tree, pointer, name, predicates, context)
  return connector && { ...connector, kind: 'sink', id, topics: topicsOf(tree['topics']) }
}

async function resolvePredicates(tree: Tree, context: ResolveContext): Promise<PredicateTable> {
  const byAlias = new Map<string, PluginSpec | null>()
  if (isTree(tree['predicates']))
    for (const [alias, entry] of Object.entries(tree['predicates'])) {
      checkAlias(alias, child('/predicates', alias), 'key', context)
      byAlias.set(alias, await resolvePluginEntry(['predicate'], entry, child('/predicates', alias), context))
    }
  return { byAlias, used: new Set() }
}

function reportUnused(predicates: PredicateTable, context: ResolveContext): void {
  for (const alias of predicates.byAlias.keys()) {
    if (predicates.used.has(alias)) continue
    context.report.add({
      severity: 'warning',
      code: 'SLW2010',
      message: `The predicate "${alias}" is never used.`,
      pointer: child('/predicates', alias),
      part: 'key',
      hint: context.report.say({
        yaml: `Use it on a step with \`when: ${alias}\` or \`unless: ${alias}\`, or remove it.`,
        typescript: `Use it on a step with \`.when('${alias}')\` or \`.unless('${alias}')\`, or remove it.`,
      }),
    })
  }
}

function reportEmpty(tree: Tree, context: ResolveContext): void {
  const misspelt = Object.keys(tree).some((key) => nearest(key, ['source', 'sinks']) !== undefined)
  if (misspelt) return
  context.report.add({
    code: 'SLW2008',
    message: 'The pipeline has neither a source nor a sink.',
    pointer: '/name',
    part: 'key',
  })
}

function checkExplicitName(tree: Tree, pointer: string, context: ResolveContext): void {
  const name = textIn(tree, 'name')
  if (name !== null) checkName(name, child(pointer, 'name'), context)
}

/** Connect refuses control characters; a slash cannot stand in the REST path of a connector; blanks at the ends are never meant. */
function checkName(name: string, pointer: string, context: ResolveContext, part: 'key' | 'value' = 'value'): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (name !== '' && name === name.trim() && !/[\u0000-\u001f\u007f/\\]/.test(name)) return
  context.report.add({
    code: 'SLW2004',
    message: `${JSON.stringify(name)} cannot be a name: it is empty or has blanks at an end, a slash or a control character.`,
    pointer,
    part,
    hint: 'Use letters, digits, `-`, `_` and `.`.',
    suggestion: name.trim().replaceAll(/[^\w.-]+/g, '-'),
  })
}
