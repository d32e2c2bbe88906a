import type { Code } from './codes.ts'
import type { Position } from './pipeline-error.ts'

export type Severity = 'error' | 'warning'

/** A user's mistake in a file: collected and printed together, never thrown. */
export interface Diagnostic {
  readonly severity: Severity
  readonly code: Code
  /** What happened and why: a full sentence, the user's names in quotes, no secret values. */
  readonly message: string
  /** What to do. */
  readonly hint?: string
  /** Absent only when the mistake has no place in a file (for example a missing file). */
  readonly at?: Position
  /** The nearest valid key or value. */
  readonly suggestion?: string
  /** Other places that matter, for example where a name was first defined. */
  readonly related?: readonly { readonly message: string; readonly at: Position }[]
}

/** Sorted by file, line and column, so that output is stable. Errors and warnings are not separated. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      (a.at?.file ?? '').localeCompare(b.at?.file ?? '') ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      (a.at?.column ?? 0) - (b.at?.column ?? 0),
  )
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((d) => d.severity === 'error')
