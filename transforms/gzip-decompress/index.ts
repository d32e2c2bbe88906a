import { gunzipSync } from 'node:zlib'
import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { operatingOn } from '../../src/api/transform-kit/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { javaClassNameOf } from '../../src/data/index.ts'
import { DataException } from '../../src/errors/index.ts'

/** No record of Kafka is larger than this when unpacked; a small input could ask for gigabytes. */
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024

function unpack(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_OUTPUT_BYTES })
  } catch (error) {
    throw new DataException('The bytes could not be decompressed: they are no gzip stream', error)
  }
}

export const gzipDecompress = defineTransformation({
  name: 'gzip-decompress',
  variants: 'io.confluent.connect.transforms.GzipDecompress',
  summary: 'Unpacks a key or value that is a gzip stream.',
  config: new ConfigDef({}),
  examples: [
    {
      title: 'Unpack values (with ByteArrayConverter).',
      given: { value: 'H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==', valueSchema: 'bytes' },
      config: {},
    },
  ],
  create(_settings, { variant }): Transformation {
    const operating = operatingOn(variant)
    return {
      apply(record) {
        const value = operating.value(record)
        if (value === null) return record
        if (!(value instanceof Uint8Array))
          throw new DataException(
            `GzipDecompress only works on bytes, found: ${javaClassNameOf(value, operating.schema(record))}`,
          )
        return operating.with(record, operating.schema(record), unpack(value))
      },
    }
  },
  shape: (input) => input,
})
