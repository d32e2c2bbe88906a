import type { Diagnostic } from '../errors/index.ts'

const misspelt: ReadonlySet<string> = new Set(['SLW2001', 'SLW2006'])
const missing: ReadonlySet<string> = new Set(['SLW2003', 'SLW2004'])

/**
 * One mistake, one diagnostic: when `topic` was written for `topics`, that `topics` is missing goes without saying. Leaves out what asks for a key
 * that a misspelt one beside it was most likely meant to be.
 */
export function withoutConsequences(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const typos = diagnostics.filter(
    ({ code, suggestion, at }) => misspelt.has(code) && suggestion !== undefined && at?.path !== undefined,
  )
  return diagnostics.filter(
    (diagnostic) => !missing.has(diagnostic.code) || !typos.some((typo) => isConsequence(diagnostic, typo)),
  )
}

function isConsequence({ at, message }: Diagnostic, typo: Diagnostic): boolean {
  if (at?.path === undefined || at.file !== typo.at?.file) return false
  const beside = parentOf(typo.at?.path ?? '')
  const isNear = at.path === beside || at.path === parentOf(beside)
  return isNear && message.split(/[^\w.-]+/).includes(typo.suggestion!)
}

const parentOf = (pointer: string) => pointer.slice(0, pointer.lastIndexOf('/'))
