import type { Diagnostic, Position } from '../errors/index.ts'
import type { CompiledModel } from './compile-model.ts'
import { child } from './pointer.ts'
import type { Report } from './report.ts'

/** Names that must differ across all files compiled together: of pipelines, and of connectors, on which offsets and groups hang. */
export function reportDuplicates(models: readonly CompiledModel[]): ReadonlyMap<Report, readonly Diagnostic[]> {
  const found = new Map<Report, Diagnostic[]>()
  const pipelines = new Map<string, Position>()
  const connectors = new Map<string, Position>()
  for (const { spec, report } of models) {
    if (!spec) continue
    const diagnostics: Diagnostic[] = []
    const isNew = claim(pipelines, spec.name, report.locate('/name', 'value'), 'pipelines', diagnostics)
    const parts = spec.source ? [spec.source, ...spec.sinks] : spec.sinks
    for (const part of isNew ? parts : [])
      claim(connectors, part.name, report.locate(child(part.pointer, 'name'), 'value'), 'connectors', diagnostics)
    if (diagnostics.length > 0) found.set(report, diagnostics)
  }
  return found
}

function claim(known: Map<string, Position>, name: string, at: Position, what: string, into: Diagnostic[]): boolean {
  const first = known.get(name)
  if (first === undefined) {
    known.set(name, at)
    return true
  }
  into.push({
    severity: 'error',
    code: 'SLW2005',
    message: `Two ${what} are named "${name}".`,
    hint: 'Offsets and consumer groups hang on names: give each its own.',
    at,
    related: [{ message: `"${name}" is used here first`, at: first }],
  })
  return false
}
