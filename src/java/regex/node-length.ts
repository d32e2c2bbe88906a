import type { Node } from './node.ts'

/** What a look-behind needs to know of its body. Lengths are in characters. */
export interface NodeLength {
  readonly min: number
  /** A 32-bit integer that wraps, as in Java: see below. */
  readonly max: number
  /** False when Java sees no obvious maximum and refuses the look-behind. */
  readonly isBounded: boolean
}

const MAX_REPETITIONS = 0x7fffffff
const int = (value: number) => Number(BigInt.asIntN(32, BigInt(value)))

/**
 * The lengths as `Pattern` computes them. Its maximum is an int that may overflow unnoticed, and that decides what a look-behind may hold:
 * `(?<=a+?b)` is legal, `(?<=ba+?)` is not, `(?<=ba+)` is.
 */
export function lengthOf(node: Node, before: NodeLength = { min: 0, max: 0, isBounded: true }): NodeLength {
  switch (node.kind) {
    case 'char':
      return { ...before, min: before.min + 1, max: int(before.max + 1) }
    case 'sequence':
      return node.items.reduce((length, item) => lengthOf(item, length), before)
    case 'alternatives': {
      const branches = node.branches.map((branch) => lengthOf(branch))
      return {
        min: before.min + Math.min(...branches.map((b) => b.min)),
        max: int(before.max + Math.max(...branches.map((b) => b.max))),
        isBounded: before.isBounded && branches.every((b) => b.isBounded),
      }
    }
    case 'group':
    case 'atomic':
      return lengthOf(node.body, before)
    case 'repeat':
      return repeatLength(node, before)
    case 'look':
    case 'assertion':
    case 'last-end':
      return before
    case 'cluster':
      return before
    case 'backreference':
      return { ...before, isBounded: false }
  }
}

function repeatLength(node: Node & { readonly kind: 'repeat' }, before: NodeLength): NodeLength {
  const { body, min, max, mode } = node
  if (min === 0 && max === 1 && !node.isCounted) return { ...lengthOf(body, before), min: before.min }
  if (body.kind === 'char' && mode === 'greedy' && max === Number.POSITIVE_INFINITY)
    return { ...before, min: before.min + min, max: int(before.max + MAX_REPETITIONS) }
  const isLoop = body.kind === 'group' && mode !== 'possessive' && !isDeterministic(body)
  const inner = lengthOf(body)
  const times = max === Number.POSITIVE_INFINITY ? MAX_REPETITIONS : max
  const longest = int(inner.max * times + before.max)
  return {
    min: before.min + inner.min * min,
    max: longest,
    isBounded: before.isBounded && inner.isBounded && !isLoop && longest >= before.max,
  }
}

function isDeterministic(node: Node): boolean {
  switch (node.kind) {
    case 'alternatives':
      return false
    case 'sequence':
      return node.items.every(isDeterministic)
    case 'group':
    case 'atomic':
      return isDeterministic(node.body)
    case 'repeat':
      return node.min === node.max && isDeterministic(node.body)
    default:
      return true
  }
}
