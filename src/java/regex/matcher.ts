import { fold } from './char-tests.ts'
import { clusterEnd } from './grapheme.ts'
import type { CaseRule, Node } from './node.ts'
import { lengthOf } from './node-length.ts'

/** Tries to match from a position; true when the rest of the pattern matches too. */
type Step = (at: number) => boolean

const UNSET = -1

/**
 * Runs a parsed pattern by backtracking, as java.util.regex does: the same alternatives in the same order, groups that keep what an earlier
 * round of a loop captured, and back references to groups that took no part fail. JavaScript's engine differs in those.
 */
export class Matcher {
  readonly #run: Step
  /** Start and end of each group, UNSET when it took no part. */
  readonly #groups: number[]
  readonly #openings: number[]
  #input = ''
  #end = 0
  #lastEnd = 0
  #wantsWhole = false

  constructor(root: Node, groupCount: number) {
    this.#groups = new Array(groupCount * 2 + 2).fill(UNSET)
    this.#openings = new Array(groupCount + 1).fill(UNSET)
    this.#run = this.#compile(root, (at) => {
      if (this.#wantsWhole && at !== this.#input.length) return false
      this.#end = at
      return true
    })
  }

  /** Whether the pattern matches at `start`; `wantsWhole`: up to the end of the input. `lastEnd` is what `\\G` means. `group` and `end`
   * then tell where. */
  matchAt(input: string, start: number, wantsWhole: boolean, lastEnd = 0): boolean {
    this.#input = input
    this.#lastEnd = lastEnd
    this.#wantsWhole = wantsWhole
    this.#groups.fill(UNSET)
    this.#openings.fill(UNSET)
    return this.#run(start)
  }

  /** End of the last match. */
  get end(): number {
    return this.#end
  }

  group(index: number): string | null {
    const start = this.#groups[index * 2]!
    return start < 0 ? null : this.#input.slice(start, this.#groups[index * 2 + 1])
  }

  #compile(node: Node, next: Step): Step {
    switch (node.kind) {
      case 'char':
        return (at) => {
          if (at >= this.#input.length) return false
          const c = this.#input.codePointAt(at)!
          return node.test(c) && next(c > 0xffff ? at + 2 : at + 1)
        }
      case 'sequence':
        return node.items.reduceRight((after, item) => this.#compile(item, after), next)
      case 'alternatives': {
        const branches = node.branches.map((branch) => this.#compile(branch, next))
        return (at) => branches.some((branch) => branch(at))
      }
      case 'group':
        return node.index === 0 ? this.#compile(node.body, next) : this.#capture(node.index, node.body, next)
      case 'repeat':
        return this.#repeat(node, next)
      case 'atomic': {
        const inside = this.#compileAlone(node.body)
        return (at) => {
          const end = inside(at)
          return end >= 0 && next(end)
        }
      }
      case 'look':
        return this.#look(node, next)
      case 'backreference':
        return this.#backreference(node.group, node.ignoresCase, next)
      case 'assertion':
        return (at) => node.test(this.#input, at) && next(at)
      case 'last-end':
        return (at) => at === this.#lastEnd && next(at)
      case 'cluster':
        return (at) => at < this.#input.length && next(clusterEnd(this.#input, at))
    }
  }

  /** The body on its own: gives where its first match ends, or -1. */
  #compileAlone(body: Node): (at: number) => number {
    let end = 0
    const step = this.#compile(body, (at) => {
      end = at
      return true
    })
    return (at) => (step(at) ? end : -1)
  }

  #capture(index: number, body: Node, next: Step): Step {
    const groups = this.#groups
    const openings = this.#openings
    const inside = this.#compile(body, (at) => {
      const start = groups[index * 2]!
      const end = groups[index * 2 + 1]!
      groups[index * 2] = openings[index]!
      groups[index * 2 + 1] = at
      if (next(at)) return true
      groups[index * 2] = start
      groups[index * 2 + 1] = end
      return false
    })
    return (at) => {
      const before = openings[index]!
      openings[index] = at
      const matched = inside(at)
      openings[index] = before
      return matched
    }
  }

  #repeat(node: Node & { readonly kind: 'repeat' }, next: Step): Step {
    const { body, min, max, mode } = node
    if (max === 0) return next
    if (mode === 'possessive') return this.#possessive(body, min, max, next)
    if (body.kind === 'char') return this.#repeatChar(body.test, min, max, mode === 'lazy', next)
    let count = 0
    let begin = UNSET
    const round = (at: number): boolean => {
      const before = begin
      begin = at
      const matched = inside(at)
      begin = before
      return matched
    }
    const more = (at: number): boolean => {
      count++
      if (round(at)) return true
      count--
      return false
    }
    const inside = this.#compile(body, (at) => {
      if (at <= begin) return next(at)
      if (count < min) return more(at)
      if (mode === 'lazy') return next(at) || (count < max && more(at))
      return (count < max && more(at)) || next(at)
    })
    return (at) => {
      const before = count
      const first = () => {
        count = 1
        return round(at)
      }
      const matched = min > 0 ? first() : mode === 'lazy' ? next(at) || first() : first() || next(at)
      count = before
      return matched
    }
  }

  /** Single characters need no stack: positions are kept in a list instead. */
  #repeatChar(test: (c: number) => boolean, min: number, max: number, isLazy: boolean, next: Step): Step {
    const advance = (at: number) => {
      if (at >= this.#input.length) return UNSET
      const c = this.#input.codePointAt(at)!
      return test(c) ? at + (c > 0xffff ? 2 : 1) : UNSET
    }
    if (isLazy) {
      return (start) => {
        let at = start
        for (let count = 0; at !== UNSET; count++, at = advance(at)) {
          if (count >= min && next(at)) return true
          if (count === max) return false
        }
        return false
      }
    }
    return (start) => {
      const ends = [start]
      for (let at = advance(start); at !== UNSET && ends.length <= max; at = advance(at)) ends.push(at)
      for (let count = ends.length - 1; count >= min; count--) if (next(ends[count]!)) return true
      return false
    }
  }

  #possessive(body: Node, min: number, max: number, next: Step): Step {
    const inside = this.#compileAlone(body)
    return (start) => {
      let at = start
      for (let count = 0; count < max; count++) {
        const end = inside(at)
        if (end < 0) {
          if (count < min) return false
          break
        }
        if (end === at && count >= min) break
        at = end
      }
      return next(at)
    }
  }

  #look(node: Node & { readonly kind: 'look' }, next: Step): Step {
    const found = node.isBehind ? this.#behind(node.body) : this.#ahead(node.body)
    return node.isNegative ? (at) => !found(at) && next(at) : (at) => found(at) && next(at)
  }

  #ahead(body: Node): Step {
    const inside = this.#compileAlone(body)
    return (at) => inside(at) >= 0
  }

  #behind(body: Node): Step {
    const { min, max } = lengthOf(body)
    // The lengths count characters, which have up to two units; a maximum that wrapped is none.
    const reach = max < 0 ? Number.POSITIVE_INFINITY : max * 2
    let target = 0
    const inside = this.#compile(body, (at) => at === target)
    return (at) => {
      const outer = target
      target = at
      let found = false
      for (let start = at - min; !found && start >= Math.max(0, at - reach); start--) found = inside(start)
      target = outer
      return found
    }
  }

  #backreference(group: number, rule: CaseRule, next: Step): Step {
    return (at) => {
      const start = this.#groups[group * 2] ?? UNSET
      if (start < 0) return false
      const text = this.#input.slice(start, this.#groups[group * 2 + 1])
      const other = this.#input.slice(at, at + text.length)
      const isSame = rule === 'exact' ? text === other : folded(text, rule) === folded(other, rule)
      return isSame && next(at + text.length)
    }
  }
}

const folded = (text: string, rule: CaseRule) =>
  String.fromCodePoint(...[...text].map((c) => fold(c.codePointAt(0)!, rule)))
