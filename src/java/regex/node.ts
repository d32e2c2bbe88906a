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
      /** Written as `{n,m}`. */
      readonly isCounted: boolean
    }
  | { readonly kind: 'atomic'; readonly body: Node }
  | { readonly kind: 'look'; readonly isBehind: boolean; readonly isNegative: boolean; readonly body: Node }
  | { readonly kind: 'backreference'; readonly group: number; readonly ignoresCase: CaseRule }
  /** Zero-width: `test` sees the input and the position. */
  | { readonly kind: 'assertion'; readonly test: (input: string, at: number) => boolean }
  /** `\G`. */
  | { readonly kind: 'last-end' }
  /** `\X`. */
  | { readonly kind: 'cluster' }

export type CaseRule = 'exact' | 'ascii' | 'unicode'

export const empty: Node = { kind: 'sequence', items: [] }
