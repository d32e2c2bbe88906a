import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, visit } from 'yaml'
import type { Diagnostic } from '../../errors/index.ts'
import type { Part } from '../file-model.ts'
import { child } from '../pointer.ts'
import type { Range, SourceText } from '../source-text.ts'

/** Aliases may multiply a small file into a huge tree; a pipeline file has no use for that many values. */
const nodesMax = 100_000

export interface YamlTree {
  readonly tree: unknown
  readonly ranges: ReadonlyMap<string, Partial<Record<Part, Range>>>
  readonly numbers: ReadonlyMap<string, string>
}

/** The node that each alias stands for: the last one above it with that anchor. `Alias.resolve` walks the whole document each time. */
function aliasTargets(document: Document.Parsed): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>()
  const targets = new Map<Alias, Node>()
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) {
        const target = anchors.get(node.source)
        if (target) targets.set(node, target)
      } else if ('anchor' in node && node.anchor) anchors.set(node.anchor, node)
    },
  })
  return targets
}

class TooManyNodes extends Error {}

/**
 * Turns a YAML document into plain data and remembers where each part stands. Aliases stand where the anchor's value stands; merge keys
 * (`<<`) are applied with YAML 1.1's rule that explicit keys win.
 */
export function yamlTree(
  document: Document.Parsed,
  source: SourceText,
  report: (diagnostic: Diagnostic) => void,
): YamlTree {
  const ranges = new Map<string, Partial<Record<Part, Range>>>()
  const numbers = new Map<string, string>()
  const targets = aliasTargets(document)
  let count = 0

  const mark = (pointer: string, part: Part, node: unknown) => {
    const range = (node as Node | null)?.range
    if (range) ranges.set(pointer, { ...ranges.get(pointer), [part]: [range[0], range[1]] })
  }

  function convert(node: unknown, pointer: string, open: readonly Node[]): unknown {
    if (++count > nodesMax) throw new TooManyNodes()
    if (isAlias(node)) {
      const target = targets.get(node)
      if (!target || open.includes(target)) {
        report(badAlias(source, node, target !== undefined))
        return null
      }
      const value = convert(target, pointer, [...open, target])
      mark(pointer, 'value', node)
      return value
    }
    mark(pointer, 'value', node)
    if (isScalar(node)) return scalar(node.value, node.source, pointer)
    if (isSeq(node)) return node.items.map((item, index) => convert(item, child(pointer, index), [...open, node]))
    if (isMap(node)) return convertMap(node.items, pointer, [...open, node])
    return null
  }

  function scalar(value: unknown, text: string | undefined, pointer: string): unknown {
    if (typeof value === 'number' && text !== undefined) numbers.set(pointer, text)
    return typeof value === 'bigint' ? Number(value) : value
  }

  function convertMap(items: readonly Pair[], pointer: string, open: readonly Node[]): unknown {
    const result: Record<string, unknown> = {}
    const explicit = items.filter((item) => !isMergeKey(item))
    const keys = new Map<string, unknown>()
    for (const item of items) if (isMergeKey(item)) merge(item, pointer, result, open)
    for (const pair of explicit) {
      const name = keyText(pair.key)
      const at = child(pointer, name)
      if (keys.has(name)) report(duplicateKey(source, name, pair.key, keys.get(name)))
      else keys.set(name, pair.key)
      forget(at)
      const value = convert(pair.value, at, open)
      mark(at, 'key', pair.key)
      if (pair.value === null) mark(at, 'value', pair.key)
      Object.defineProperty(result, name, { value, enumerable: true, configurable: true, writable: true })
    }
    return result
  }

  function merge(pair: Pair, pointer: string, into: Record<string, unknown>, open: readonly Node[]): void {
    const sources = isSeq(pair.value) ? pair.value.items : [pair.value]
    for (const node of [...sources].reverse()) {
      const target = isAlias(node) ? targets.get(node) : node
      if (isMap(target) && !open.includes(target))
        Object.assign(into, convertMap(target.items, pointer, [...open, target]))
      else report(badMerge(source, pair))
    }
  }

  /** A key that replaces a merged one takes its places too. */
  function forget(pointer: string): void {
    if (!ranges.has(pointer)) return
    for (const known of ranges.keys()) if (known === pointer || known.startsWith(`${pointer}/`)) ranges.delete(known)
  }

  try {
    return { tree: convert(document.contents, '', []), ranges, numbers }
  } catch (error) {
    if (!(error instanceof TooManyNodes)) throw error
    const message = `Aliases expand this file to more than ${nodesMax.toLocaleString('en')} values.`
    report({ severity: 'error', code: 'SLW1002', message, hint: 'Use fewer aliases.', at: source.position([0, 0]) })
    return { tree: null, ranges, numbers }
  }
}

const isMergeKey = (item: Pair): boolean => isScalar(item.key) && item.key.type === 'PLAIN' && item.key.source === '<<'

function keyText(key: unknown): string {
  if (isScalar(key)) return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
  return String(key)
}

function duplicateKey(source: SourceText, name: string, key: unknown, first: unknown): Diagnostic {
  return {
    severity: 'error',
    code: 'SLW1006',
    message: `The key "${name}" stands twice in the same mapping.`,
    at: source.position(rangeOf(key)),
    related: [{ message: `"${name}" stands here first`, at: source.position(rangeOf(first)) }],
  }
}

function rangeOf(node: unknown): Range {
  const range = (node as Node | null)?.range
  return range ? [range[0], range[1]] : [0, 0]
}

function badMerge(source: SourceText, pair: Pair): Diagnostic {
  return {
    severity: 'error',
    code: 'SLW1002',
    message: 'The merge key `<<` takes a mapping, an alias of one, or a list of these.',
    hint: 'Anchor a mapping with `&name` and merge it with `<<: *name`.',
    at: source.position(rangeOf(pair.key)),
  }
}

function badAlias(source: SourceText, alias: Alias, isCircular: boolean): Diagnostic {
  return {
    severity: 'error',
    code: 'SLW1002',
    message: isCircular
      ? `The alias *${alias.source} stands inside its own anchor.`
      : `No anchor &${alias.source} stands above this alias.`,
    hint: `Define \`&${alias.source}\` before \`*${alias.source}\`, or put the text in quotes if it is no alias.`,
    at: source.position(rangeOf(alias)),
  }
}
