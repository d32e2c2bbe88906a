import { isStruct, type SinkRecord, type SourceRecord } from '../../data/index.ts'
import type { ConsumedRecord, RawHeader } from '../task/kafka-ports.ts'
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
  /** Bytes of a source's record that was refused behind its converters. */
  readonly converted?: ConvertedRecord
  readonly sink: SinkRecord | null
}

export interface ConvertedRecord {
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly RawHeader[]
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
          `sourcePartition=${jsonOf(source.sourcePartition)}`,
          `sourceOffset=${jsonOf(source.sourceOffset)}`,
        ]),
  ]
  return `Failed record: ${parts.join(', ')}`
}

/** For people and headers: int64 as text of digits, bytes as base64, maps and Structs as objects. */
export const jsonOf = (value: unknown): string => JSON.stringify(value, readable) ?? 'null'

function readable(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (isStruct(value)) return Object.fromEntries(value.schema.fields.map(({ name }, at) => [name, value.values[at]]))
  if (value instanceof Map)
    return Object.fromEntries(Array.from(value, ([key, each]) => [String(key), each as unknown]))
  return value
}
