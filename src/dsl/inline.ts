import type { ConnectRecord, RecordFields } from '../data/index.ts'
import type { InlineFunction } from '../spec/index.ts'
import { TransformStep } from './plugin-step.ts'

/** A record of either kind as an inline function sees it. */
export type AnyRecord = ConnectRecord & RecordFields

/**
 * An SMT written as a function: gives the changed record (`record.with...`), or null to drop it. It runs in the task, after the module of
 * the pipeline was loaded there: it may use imports and constants of the module, but no state that was made while compiling.
 */
export function map(fn: (record: AnyRecord) => AnyRecord | null): TransformStep {
  return TransformStep.inline(fn as InlineFunction, fn.name || 'map', false)
}

/** Keeps the records for which `keep` is true and drops the others. */
export function filter(keep: (record: AnyRecord) => boolean): TransformStep {
  const inline: InlineFunction = (record) => (keep(record) ? record : null)
  return TransformStep.inline(inline, keep.name || 'filter', true)
}
