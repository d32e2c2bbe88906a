import type { SinkRecord, SourceRecord } from '../../data/index.ts'
import type { ConsumedRecord } from '../task/kafka-ports.ts'
import type { Place } from './stage.ts'

/** One record that failed for good, as reporters see it. */
export interface RecordFailure {
  readonly place: Place
  readonly error: unknown
  /** Tries made, at least 1. */
  readonly attempts: number
  /** As consumed, before any converter or SMT; null for sources and for records that a sink task made itself. */
  readonly consumed: ConsumedRecord | null
  readonly source: SourceRecord | null
  readonly sink: SinkRecord | null
}

/** The path of the field that an error is about, when the plugin named it (`fieldPath`). */
export function fieldPathOf(error: unknown): string | undefined {
  for (let at = error; typeof at === 'object' && at !== null; at = (at as { cause?: unknown }).cause)
    if ('fieldPath' in at && typeof at.fieldPath === 'string') return at.fieldPath
  return undefined
}

/** One line that says which record failed and where: goes to the end of a task's trace, beyond what Connect says. */
export function describeFailure(failure: Pick<RecordFailure, 'place' | 'error' | 'consumed' | 'source'>): string {
  const { place, consumed, source, error } = failure
  const field = fieldPathOf(error)
  const parts = [
    `stage=${place.stage}`,
    place.alias === null ? `class=${place.className}` : `transform=${place.alias} (${place.className})`,
    ...(field === undefined ? [] : [`field=${field}`]),
    ...(consumed === null
      ? []
      : [`topic=${consumed.topic}`, `partition=${consumed.partition}`, `offset=${consumed.offset}`]),
    ...(source === null
      ? []
      : [
          `topic=${source.topic}`,
          `sourcePartition=${JSON.stringify(source.sourcePartition, bigintAsText)}`,
          `sourceOffset=${JSON.stringify(source.sourceOffset, bigintAsText)}`,
        ]),
  ]
  return `Failed record: ${parts.join(', ')}`
}

const bigintAsText = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
