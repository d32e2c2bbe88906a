import type { RecordShape } from '../../src/api/index.ts'
import { isEnvelopeSchema } from '../../src/api/transform-kit/index.ts'
import type { Schema } from '../../src/data/index.ts'
import { DataException } from '../../src/errors/index.ts'
import type { EventRouterSettings } from './settings.ts'

/**
 * The shape behind EventRouter. The topic comes from the rows. So does the value's schema when a JSON payload becomes a struct, or when the
 * payload is wrapped in a struct that is named after the topic. Throws DataException when the table has not the columns that every event needs.
 */
export function outboxShape(input: RecordShape, settings: EventRouterSettings): RecordShape {
  if (input.valueSchema === undefined) return { keySchema: undefined, valueSchema: undefined }
  if (input.valueSchema === null || !isEnvelopeSchema(input.valueSchema)) return input
  const row = columnOf(input.valueSchema, 'after')
  for (const name of requiredColumns(settings)) columnOf(row, name)
  const payload = columnOf(row, settings.payloadField)
  const isExpanded = settings.expansion !== null && payload.type === 'string'
  const isWrapped = settings.additional.some(({ placement }) => placement === 'envelope')
  return { keySchema: columnOf(row, settings.keyField), valueSchema: isExpanded || isWrapped ? undefined : payload }
}

function requiredColumns(settings: EventRouterSettings): readonly string[] {
  const { idField, routeByField, timestampField, additional, failsOnMissing } = settings
  return [
    ...[idField, routeByField],
    ...(timestampField === null ? [] : [timestampField]),
    ...(failsOnMissing ? additional.map(({ field }) => field) : []),
  ]
}

function columnOf(schema: Schema, name: string): Schema {
  const field = schema.field(name)
  if (field === null) throw new DataException(`${name} is not a valid field name`)
  return field.schema
}
