import type { Position } from '../../errors/index.ts'
import type { Part } from '../file-model.ts'
import { parentOf, partsOf } from '../pointer.ts'
import type { Range, SourceText } from '../source-text.ts'
import { findInLiteral } from './find-in-literal.ts'
import { argumentsOf } from './scan-expression.ts'

interface Place {
  readonly position: Position
  readonly source: SourceText
}

/** Builder calls by the pointer of what they made. */
export type Places = ReadonlyMap<string, Place>

/**
 * Where a part of a typed pipeline stands: the literal in the arguments of the builder call that made it, else that call. undefined when no call
 * is known.
 */
export function locateInSource(pointer: string, part: Part, places: Places): Position | undefined {
  let nearestCall: Position | undefined
  for (let at = pointer; ; at = parentOf(at)) {
    const place = places.get(at)
    const isOwnCall = at === pointer
    if (place) {
      const found = isOwnCall ? undefined : inCall(at, pointer, part, place)
      if (found) return place.source.position(found)
      nearestCall ??= place.source.position(calleeAt(place))
      if (isOwnCall && part === 'value') return place.source.position(ownValue(at, place))
    }
    if (at === '') return nearestCall
  }
}

/** Methods that set one thing: their argument is the value. Everything else is marked by its name. */
function ownValue(at: string, place: Place): Range {
  const isSetter = /\/(?:name|tasks|topics|when|unless)$/.test(at)
  const [first] = isSetter ? argumentsOf(place.source.text, offsetOf(place)) : []
  return first ?? calleeAt(place)
}

function inCall(at: string, pointer: string, part: Part, place: Place): Range | undefined {
  const rest = partsOf(pointer.slice(at.length))
  const args = argumentsOf(place.source.text, offsetOf(place))
  const target = argumentFor(at, rest)
  const argument = target && args[target.index]
  if (!argument) return undefined
  if (target.path.length === 0) return argument
  return findInLiteral(place.source.text, argument[0], target.path)?.[part]
}

/** Which argument of a call holds a part of what the call makes, and the path inside it. */
function argumentFor(
  at: string,
  rest: readonly string[],
): { readonly index: number; readonly path: readonly string[] } | undefined {
  const [first, ...more] = rest
  if (at === '') return first === 'name' ? { index: 0, path: [] } : { index: 1, path: rest }
  if (at.endsWith('/topics')) return { index: Number(first) || 0, path: [] }
  if (at.endsWith('/errors')) return { index: 0, path: rest }
  return first === 'config' ? { index: 0, path: more } : undefined
}

const offsetOf = ({ position, source }: Place) => source.offset(position.line, position.column)

function calleeAt(place: Place): Range {
  const start = offsetOf(place)
  const word = /^[\w$]+/.exec(place.source.text.slice(start, start + 200))?.[0] ?? ''
  return [start, start + Math.max(1, word.length)]
}
