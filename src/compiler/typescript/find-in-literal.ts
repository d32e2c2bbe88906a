import type { Range } from '../source-text.ts'
import { argumentsOf, expressionAt, skipExpression, skipSpace, skipString } from './scan-expression.ts'

export interface FoundPart {
  readonly key: Range
  readonly value: Range
}

/**
 * Follows `path` into the literal at `start`: keys of objects, indexes of arrays; a call stands for its first argument. Gives the deepest part that is
 * found, with the number of path parts that led there; undefined when not even the first is found.
 */
export function findInLiteral(text: string, start: number, path: readonly string[]): FoundPart | undefined {
  const [part, ...rest] = path
  if (part === undefined) return undefined
  const at = skipSpace(text, start)
  const found = text[at] === '{' ? propertyAt(text, at, part) : text[at] === '[' ? itemAt(text, at, part) : undefined
  if (found) return findInLiteral(text, found.value[0], rest) ?? found
  if (!/[\w$]/.test(text[at] ?? '')) return undefined
  const [first] = argumentsOf(text, at)
  return first && findInLiteral(text, first[0], path)
}

function propertyAt(text: string, open: number, name: string): FoundPart | undefined {
  for (let i = skipSpace(text, open + 1); i < text.length && text[i] !== '}'; i = skipSpace(text, i + 1)) {
    const key = keyAt(text, i)
    const colon = key && skipSpace(text, key.range[1])
    if (key?.name === name && colon !== undefined)
      return { key: key.range, value: text[colon] === ':' ? expressionAt(text, colon + 1) : key.range }
    i = skipExpression(text, colon !== undefined && text[colon] === ':' ? colon + 1 : i)
    if (text[i] !== ',') return undefined
  }
  return undefined
}

function keyAt(text: string, at: number): { readonly name: string; readonly range: Range } | undefined {
  if (text[at] === '"' || text[at] === "'") {
    const end = skipString(text, at)
    return { name: text.slice(at + 1, end - 1), range: [at, end] }
  }
  const word = /^[\w$]+/.exec(text.slice(at, at + 200))?.[0]
  return word === undefined ? undefined : { name: word, range: [at, at + word.length] }
}

function itemAt(text: string, open: number, index: string): FoundPart | undefined {
  let i = open
  for (let count = 0; text[i] === '[' || text[i] === ','; count++) {
    const value = expressionAt(text, i + 1)
    if (String(count) === index && value[1] > value[0]) return { key: value, value }
    i = skipSpace(text, value[1])
  }
  return undefined
}
