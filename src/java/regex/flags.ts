import type { CaseRule } from './node.ts'

/** What the inline flags `(?imsducxU)` switch. */
export interface Flags {
  readonly ignoresCase: boolean
  readonly isMultiline: boolean
  readonly dotMatchesAll: boolean
  readonly hasUnixLines: boolean
  readonly usesUnicodeCase: boolean
  readonly hasComments: boolean
  readonly usesUnicodeClasses: boolean
}

export const noFlags: Flags = {
  ignoresCase: false,
  isMultiline: false,
  dotMatchesAll: false,
  hasUnixLines: false,
  usesUnicodeCase: false,
  hasComments: false,
  usesUnicodeClasses: false,
}

const flagOf: Readonly<Record<string, Partial<Flags>>> = {
  i: { ignoresCase: true },
  m: { isMultiline: true },
  s: { dotMatchesAll: true },
  d: { hasUnixLines: true },
  u: { usesUnicodeCase: true },
  x: { hasComments: true },
  U: { usesUnicodeClasses: true, usesUnicodeCase: true },
  c: {},
}

/** The flags after one letter, or undefined when it is no flag. */
export function withFlag(flags: Flags, letter: string, isOn: boolean): Flags | undefined {
  const change = flagOf[letter]
  if (change === undefined) return undefined
  if (isOn) return { ...flags, ...change }
  return { ...flags, ...Object.fromEntries(Object.keys(change).map((name) => [name, false])) }
}

export const caseRuleOf = (flags: Flags): CaseRule =>
  !flags.ignoresCase ? 'exact' : flags.usesUnicodeCase ? 'unicode' : 'ascii'
