import { styleText } from 'node:util'

/** The lines of both texts with `-` for what only `expected` has, `+` for what only `actual` has; longest common subsequence. */
export function lineDiff(expected: string, actual: string): string {
  const left = expected.split('\n')
  const right = actual.split('\n')
  const lengths = commonLengths(left, right)
  const out: string[] = []
  let i = 0
  let j = 0
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      out.push(styleText('dim', `    ${left[i]}`))
      i++
      j++
    } else if (j >= right.length || (i < left.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      out.push(styleText('red', `  - ${left[i++]}`))
    } else {
      out.push(styleText('green', `  + ${right[j++]}`))
    }
  }
  return out.join('\n')
}

function commonLengths(left: readonly string[], right: readonly string[]): number[][] {
  const lengths = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0))
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i]![j] =
        left[i] === right[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!)
    }
  }
  return lengths
}
