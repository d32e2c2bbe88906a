import { type Converter, defineConverter } from '../../api/index.ts'
import { ConfigDef } from '../../config/index.ts'
import { javaClassNameOf, type Schema, Schemas } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { converterTypeKey } from '../converter-type.ts'

class ByteArrayConverter implements Converter {
  fromConnectData(_topic: string, schema: Schema | null, value: unknown): Uint8Array | null {
    if (schema !== null && schema.type !== 'bytes')
      throw new DataException(`Invalid schema type for ByteArrayConverter: ${schema.type.toUpperCase()}`)
    if (value === null || value === undefined) return null
    if (value instanceof Uint8Array) return value
    throw new DataException(`ByteArrayConverter is not compatible with objects of type class ${javaClassNameOf(value)}`)
  }

  toConnectData(_topic: string, bytes: Uint8Array | null) {
    return { schema: Schemas.OPTIONAL_BYTES, value: bytes }
  }
}

/** `org.apache.kafka.connect.converters.ByteArrayConverter`: bytes pass through untouched. */
export const byteArray = defineConverter({
  name: 'byte-array',
  classes: ['org.apache.kafka.connect.converters.ByteArrayConverter'],
  summary: 'Raw bytes, passed through.',
  config: new ConfigDef({ 'converter.type': converterTypeKey }),
  header: true,
  examples: [
    { title: 'Copy a topic without looking inside', given: { value: 'AQID', valueSchema: 'bytes' }, config: {} },
  ],
  wire: () => ({ writes: 'bytes', reads: () => Schemas.OPTIONAL_BYTES }),
  create: () => new ByteArrayConverter(),
})
