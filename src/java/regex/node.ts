/** Tells whether a code point belongs to a class. */
export type CharTest = (codePoint: number) => boolean

export type QuantifierMode = 'greedy' | 'lazy' | 'possessive'

/** A parsed pattern. */
export type Node =
  | { readonly kind: 'char'; readonly test: CharTest }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'alternatives'; readonly branches: readonly Node[] }
  /** `index` 0 = not capturing. */
  | { readonly kind: 'group'; readonly index: number; readonly body: Node }
  | {
      readonly kind: 'repeat'
      readonly body: Node
      readonly min: number
      readonly max: number
      readonly mode: QuantifierMode
    }
  | { readonly kind: 'atomic'; readonly body: Node }
  | { readonly kind: 'look'; readonly isBehind: boolean; readonly isNegative: boolean; readonly body: Node }
  | { readonly kind: 'backreference'; readonly group: number; readonly ignoresCase: CaseRule }
  /** Zero-width: `test` sees the input and the position. */
  | { readonly kind: 'assertion'; readonly test: (input: string, at: number) => boolean }
  /** `\X`. */
  | { readonly kind: 'cluster' }

export type CaseRule = 'exact' | 'ascii' | 'unicode'

export const empty: Node = { kind: 'sequence', items: [] }

/** The fewest and most UTF-16 units that a node can match; `max` is Infinity when there is no bound that Java would see. */
export function lengthOf(node: Node): { readonly min: number; readonly max: number } {
  switch (node.kind) {
    case 'char':
      return { min: 1, max: 2 }
    case 'sequence':
      return node.items
        .map(lengthOf)
        .reduce((sum, item) => ({ min: sum.min + item.min, max: sum.max + item.max }), { min: 0, max: 0 })
    case 'alternatives': {
      const lengths = node.branches.map(lengthOf)
      return { min: Math.min(...lengths.map((l) => l.min)), max: Math.max(...lengths.map((l) => l.max)) }
    }
    case 'group':
    case 'atomic':
      return lengthOf(node.body)
    case 'repeat': {
      const body = lengthOf(node.body)
      return { min: body.min * node.min, max: node.max === 0 ? 0 : body.max * node.max }
    }
    case 'look':
    case 'assertion':
      return { min: 0, max: 0 }
    case 'backreference':
      return { min: 0, max: Number.POSITIVE_INFINITY }
    case 'cluster':
      return { min: 1, max: Number.POSITIVE_INFINITY }
  }
}
