import { type Condition, parseCondition } from './filter-expression.ts'
import { children, isObject, property } from './plain.ts'
import { PathText } from './tokens.ts'

/** One step: the nodes that it reaches from one node. */
type Step = (node: unknown, root: unknown) => unknown[]

/** The nodes that a path reached, and whether a property on the way, before any filter or wildcard, was missing or null. */
export interface PathResult {
  readonly nodes: readonly unknown[]
  readonly isMissing: boolean
}

/**
 * A JSON path over structs, maps and lists, after the Jayway JsonPath library that Connect's SMTs use: a filter `[?(...)]` on an object tests
 * the object itself, on a list its elements. The constructor throws DataException for a path that is no path.
 */
export class JsonPath {
  readonly #steps: readonly { readonly run: Step; readonly isDefinite: boolean }[]

  constructor(path: string) {
    const text = new PathText(path.trim())
    if (!text.take('$')) throw text.error('a path starts with "$"')
    this.#steps = parseSteps(text)
    if (!text.skipBlanks().isAtEnd) throw text.error('something does not belong here')
  }

  evaluate(root: unknown): PathResult {
    let nodes: unknown[] = [root]
    let isDefinite = true
    for (const step of this.#steps) {
      if (step.isDefinite && isDefinite && (nodes[0] === null || nodes[0] === undefined))
        return { nodes: [], isMissing: true }
      isDefinite &&= step.isDefinite
      nodes = nodes.flatMap((node) => step.run(node, root)).filter((node) => node !== undefined)
      if (isDefinite && (nodes.length === 0 || nodes[0] === null)) return { nodes: [], isMissing: true }
    }
    return { nodes, isMissing: false }
  }
}

function parseSteps(text: PathText): { run: Step; isDefinite: boolean }[] {
  const steps: { run: Step; isDefinite: boolean }[] = []
  while (true) {
    if (text.take('..')) steps.push(parseDescent(text))
    else if (text.take('.')) steps.push(parseDotted(text))
    else if (text.take('[')) steps.push(parseBracket(text))
    else return steps
  }
}

const definite = (run: Step) => ({ run, isDefinite: true })
const indefinite = (run: Step) => ({ run, isDefinite: false })
const named =
  (name: string): Step =>
  (node) =>
    isObject(node) ? [property(node, name)] : []

function parseDotted(text: PathText): { run: Step; isDefinite: boolean } {
  if (text.take('*')) return indefinite(children)
  const size = text.match(/(?:length|size)\(\)/y)
  if (size !== null) return definite((node) => [typeof node === 'string' ? node.length : children(node).length])
  const name = text.match(/[^.[\]()\s=!<>&|,]+/y)
  if (name === null) throw text.error('a name is missing')
  return definite(named(name[0]))
}

function parseDescent(text: PathText): { run: Step; isDefinite: boolean } {
  const { run } = text.take('[') ? parseBracket(text) : parseDotted(text)
  const descend: Step = (node, root) => [...run(node, root), ...children(node).flatMap((child) => descend(child, root))]
  return indefinite(descend)
}

function parseBracket(text: PathText): { run: Step; isDefinite: boolean } {
  text.skipBlanks()
  if (text.take('?')) return indefinite(filtering(parseFilter(text)))
  const step = text.take('*') ? indefinite(children) : parseNames(text)
  text.expect(']')
  return step
}

function parseNames(text: PathText): { run: Step; isDefinite: boolean } {
  const slice = text.match(/(-?\d*):(-?\d*)/y)
  if (slice !== null) {
    const [from, to] = [slice[1], slice[2]].map((part) => (part === '' ? undefined : Number(part)))
    return indefinite((node) => (Array.isArray(node) ? node.slice(from, to) : []))
  }
  const picks: Step[] = []
  do {
    text.skipBlanks()
    const name = text.quoted()
    const index = name === null ? text.match(/-?\d+/y) : null
    if (name === null && index === null) throw text.error('a name or an index is missing')
    picks.push(name === null ? (node) => (Array.isArray(node) ? [node.at(Number(index![0]))] : []) : named(name))
  } while (text.skipBlanks().take(','))
  const [only] = picks
  if (picks.length === 1) return definite(only!)
  return indefinite((node, root) => picks.flatMap((pick) => pick(node, root)))
}

function parseFilter(text: PathText): Condition {
  text.expect('(')
  const condition = parseCondition(text, parsePathInside)
  text.expect(')')
  text.expect(']')
  return condition
}

/** The path behind `@` or `$` inside of a condition. */
function parsePathInside(text: PathText) {
  const steps = parseSteps(text)
  return (from: unknown, root: unknown): unknown[] =>
    steps.reduce(
      (nodes, { run }) => nodes.flatMap((node) => run(node, root)).filter((node) => node !== undefined),
      [from],
    )
}

const filtering =
  (condition: Condition): Step =>
  (node, root) => {
    if (Array.isArray(node)) return node.filter((item) => condition(item, root))
    return isObject(node) && condition(node, root) ? [node] : []
  }
