import { children, comparable, isObject } from './plain.ts'
import type { PathText } from './tokens.ts'

/** A condition on one node: `current` is `@`, `root` is `$`. */
export type Condition = (current: unknown, root: unknown) => boolean
type Operand = (current: unknown, root: unknown) => unknown
type ParsePath = (text: PathText) => (from: unknown, root: unknown) => unknown[]

const missing = Symbol('missing')

/** Parses what stands between `?(` and `)`. */
export function parseCondition(text: PathText, parsePath: ParsePath): Condition {
  return parseOr(text, parsePath)
}

function parseOr(text: PathText, parsePath: ParsePath): Condition {
  let left = parseAnd(text, parsePath)
  while (text.skipBlanks().take('||')) {
    const [first, second] = [left, parseAnd(text, parsePath)]
    left = (current, root) => first(current, root) || second(current, root)
  }
  return left
}

function parseAnd(text: PathText, parsePath: ParsePath): Condition {
  let left = parseNot(text, parsePath)
  while (text.skipBlanks().take('&&')) {
    const [first, second] = [left, parseNot(text, parsePath)]
    left = (current, root) => first(current, root) && second(current, root)
  }
  return left
}

function parseNot(text: PathText, parsePath: ParsePath): Condition {
  if (text.skipBlanks().take('!')) {
    const inner = parseNot(text, parsePath)
    return (current, root) => !inner(current, root)
  }
  if (text.take('(')) {
    const inner = parseOr(text, parsePath)
    text.expect(')')
    return inner
  }
  return parseComparison(text, parsePath)
}

function parseComparison(text: PathText, parsePath: ParsePath): Condition {
  const left = parseOperand(text, parsePath)
  const found = text
    .skipBlanks()
    .match(/===|!==|==|!=|<=|>=|<|>|=~|(?:in|nin|size|empty|contains|subsetof|anyof|noneof)\b/iy)
  if (found === null) return (current, root) => left(current, root) !== missing
  const compare = comparisons[found[0].toLowerCase()]!
  const right = parseOperand(text, parsePath)
  return (current, root) => {
    const value = left(current, root)
    return value !== missing && compare(comparable(value), comparable(right(current, root)))
  }
}

function parseOperand(text: PathText, parsePath: ParsePath): Operand {
  text.skipBlanks()
  const isCurrent = text.take('@')
  if (isCurrent || text.take('$')) {
    const path = parsePath(text)
    return (current, root) => {
      const found = path(isCurrent ? current : root, root)
      return found.length === 0 || found[0] === undefined ? missing : found[0]
    }
  }
  const literal = parseLiteral(text)
  return () => literal
}

function parseLiteral(text: PathText): unknown {
  const quoted = text.quoted()
  if (quoted !== null) return quoted
  const regex = text.match(/\/((?:[^/\\]|\\.)*)\/([a-z]*)/y)
  if (regex !== null) return new RegExp(`^(?:${regex[1]})$`, regex[2]!.replaceAll(/[^ims]/g, ''))
  if (text.take('[')) return parseList(text)
  const number = text.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y)
  if (number !== null) return Number(number[0])
  const word = text.match(/true|false|null/y)
  if (word !== null) return word[0] === 'null' ? null : word[0] === 'true'
  throw text.error('a value is missing')
}

function parseList(text: PathText): unknown[] {
  const items: unknown[] = []
  if (text.skipBlanks().take(']')) return items
  do items.push(parseLiteral(text.skipBlanks()))
  while (text.skipBlanks().take(','))
  text.expect(']')
  return items
}

const isSame = (a: unknown, b: unknown): boolean => comparable(a) === comparable(b)
const includes = (list: unknown, value: unknown) => Array.isArray(list) && list.some((item) => isSame(item, value))
const both = (a: unknown, b: unknown, compare: (a: number | string, b: number | string) => boolean) =>
  typeof a === typeof b && (typeof a === 'number' || typeof a === 'string') && compare(a, b as typeof a)
const sizeOf = (value: unknown) => (typeof value === 'string' ? value.length : children(value).length)

const comparisons: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  '==': isSame,
  '===': isSame,
  '!=': (a, b) => !isSame(a, b),
  '!==': (a, b) => !isSame(a, b),
  '<': (a, b) => both(a, b, (x, y) => x < y),
  '<=': (a, b) => both(a, b, (x, y) => x <= y),
  '>': (a, b) => both(a, b, (x, y) => x > y),
  '>=': (a, b) => both(a, b, (x, y) => x >= y),
  '=~': (a, b) => typeof a === 'string' && b instanceof RegExp && b.test(a),
  in: (a, b) => includes(b, a),
  nin: (a, b) => !includes(b, a),
  contains: (a, b) => (typeof a === 'string' ? a.includes(String(b)) : includes(a, b)),
  size: (a, b) => (typeof a === 'string' || Array.isArray(a) || isObject(a)) && sizeOf(a) === b,
  empty: (a, b) => (typeof a === 'string' || Array.isArray(a) || isObject(a)) && (sizeOf(a) === 0) === b,
  subsetof: (a, b) => Array.isArray(a) && a.every((item) => includes(b, item)),
  anyof: (a, b) => Array.isArray(a) && a.some((item) => includes(b, item)),
  noneof: (a, b) => Array.isArray(a) && !a.some((item) => includes(b, item)),
}
