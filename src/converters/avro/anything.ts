import { type AvroSchema, avroToText, parseAvro } from '../../schemas/avro/index.ts'
import { ANYTHING_NAME, MAP_ENTRY_NAME, NAMESPACE } from './avro-names.ts'

const optional = (name: string, type: unknown) => ({ name, type: ['null', type], default: null })

/** How AvroData writes data without a schema: a record with one optional field for each kind of value. */
export const ANYTHING_SCHEMA: AvroSchema = parseAvro(
  JSON.stringify({
    type: 'record',
    name: ANYTHING_NAME,
    namespace: NAMESPACE,
    fields: [
      ...['boolean', 'bytes', 'double', 'float', 'int', 'long', 'string'].map((type) => optional(type, type)),
      optional('array', { type: 'array', items: ANYTHING_NAME }),
      optional('map', {
        type: 'array',
        items: {
          type: 'record',
          name: MAP_ENTRY_NAME,
          fields: [
            { name: 'key', type: ANYTHING_NAME },
            { name: 'value', type: ANYTHING_NAME },
          ],
        },
      }),
    ],
  }),
)

const text = avroToText(ANYTHING_SCHEMA)

export const isAnything = (schema: AvroSchema): boolean =>
  schema === ANYTHING_SCHEMA ||
  (schema.type === 'record' && schema.name === ANYTHING_NAME && avroToText(schema) === text)
