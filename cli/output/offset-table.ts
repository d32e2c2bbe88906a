import type { OffsetFields } from '../../src/deploy/index.ts'
import { renderTable } from './table.ts'

/** `topic 0` and `12` for sinks; `filename=in.txt` and `position=12` for sources. */
const partitionText = (fields: OffsetFields) =>
  'kafka_topic' in fields ? `${fields['kafka_topic']} ${fields['kafka_partition']}` : fieldsText(fields)

export function offsetText(fields: OffsetFields | null): string {
  if (fields === null) return '-'
  return Object.keys(fields).join() === 'kafka_offset' ? String(fields['kafka_offset']) : fieldsText(fields)
}

const fieldsText = (fields: OffsetFields) =>
  Object.entries(fields)
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' ')

/** Partitions with one or more offsets each. */
export const offsetTable = (
  header: readonly string[],
  rows: readonly (readonly [OffsetFields, ...(OffsetFields | null)[]])[],
): string =>
  renderTable(
    header,
    rows.map(([partition, ...offsets]) => [partitionText(partition), ...offsets.map(offsetText)]),
  )
