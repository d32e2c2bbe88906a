import { type Converter, defineConverter, type SchemaAndValue } from '../../api/index.ts'
import { ConfigDef } from '../../config/index.ts'
import { javaClassNameOf, type Schema, Schemas } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { converterTypeKey } from '../converter-type.ts'

class BooleanConverter implements Converter {
  fromConnectData(_topic: string, schema: Schema | null, value: unknown): Uint8Array | null {
    if (schema !== null && schema.type !== 'boolean')
      throw new DataException(`Invalid schema type for BooleanConverter: ${schema.type.toUpperCase()}`)
    if (value === null || value === undefined) return null
    if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0])
    throw new DataException(`BooleanConverter is not compatible with objects of type class ${javaClassNameOf(value)}`)
  }

  toConnectData(_topic: string, bytes: Uint8Array | null): SchemaAndValue {
    if (bytes === null) return { schema: Schemas.OPTIONAL_BOOLEAN, value: null }
    const byte = bytes[0]
    if (bytes.length !== 1 || byte === undefined || byte > 1)
      throw new DataException('Failed to deserialize boolean: ', new RangeError('Not one byte that is 0 or 1'))
    return { schema: Schemas.OPTIONAL_BOOLEAN, value: byte === 1 }
  }
}

/** `org.apache.kafka.connect.converters.BooleanConverter`: one byte, 0 or 1. */
export const boolean = defineConverter({
  name: 'boolean',
  classes: ['org.apache.kafka.connect.converters.BooleanConverter'],
  summary: 'Booleans, one byte.',
  config: new ConfigDef({ 'converter.type': converterTypeKey }),
  header: true,
  examples: [{ title: 'Values that are flags', given: { value: true, valueSchema: 'boolean' }, config: {} }],
  create: () => new BooleanConverter(),
})
