import { defineConverter } from '../../api/index.ts'
import { ConfigDef } from '../../config/index.ts'
import { Schemas } from '../../data/index.ts'
import { converterTypeKey } from '../converter-type.ts'
import { NumberConverter, type NumberFormat } from './number-converter.ts'

const config = new ConfigDef({ 'converter.type': converterTypeKey })

function numberConverter(name: string, className: string, summary: string, format: NumberFormat) {
  return defineConverter({
    name,
    classes: [`org.apache.kafka.connect.converters.${className}`],
    summary,
    config,
    header: true,
    examples: [
      { title: `Keys that are a ${format.typeName}`, given: { value: 7, valueSchema: format.schema.type }, config: {} },
    ],
    create: () => new NumberConverter(format),
  })
}

/** `ShortConverter`: 2 bytes, big-endian. */
export const short = numberConverter('short', 'ShortConverter', '16-bit integers, 2 bytes big-endian.', {
  typeName: 'short',
  size: 2,
  schema: Schemas.OPTIONAL_INT16,
  write: (bytes, value) => bytes.writeInt16BE(Number(value)),
  read: (bytes) => bytes.readInt16BE(),
})

/** `IntegerConverter`: 4 bytes, big-endian. */
export const integer = numberConverter('integer', 'IntegerConverter', '32-bit integers, 4 bytes big-endian.', {
  typeName: 'integer',
  size: 4,
  schema: Schemas.OPTIONAL_INT32,
  write: (bytes, value) => bytes.writeInt32BE(Number(value)),
  read: (bytes) => bytes.readInt32BE(),
})

/** `LongConverter`: 8 bytes, big-endian. */
export const long = numberConverter('long', 'LongConverter', '64-bit integers, 8 bytes big-endian.', {
  typeName: 'long',
  size: 8,
  schema: Schemas.OPTIONAL_INT64,
  write: (bytes, value) => bytes.writeBigInt64BE(BigInt.asIntN(64, BigInt(value))),
  read: (bytes) => bytes.readBigInt64BE(),
})

/** `FloatConverter`: IEEE 754 single precision, 4 bytes, big-endian. */
export const float = numberConverter('float', 'FloatConverter', '32-bit floating-point numbers, 4 bytes big-endian.', {
  typeName: 'float',
  size: 4,
  schema: Schemas.OPTIONAL_FLOAT32,
  write: (bytes, value) => bytes.writeFloatBE(Number(value)),
  read: (bytes) => bytes.readFloatBE(),
})

/** `DoubleConverter`: IEEE 754 double precision, 8 bytes, big-endian. */
export const double = numberConverter(
  'double',
  'DoubleConverter',
  '64-bit floating-point numbers, 8 bytes big-endian.',
  {
    typeName: 'double',
    size: 8,
    schema: Schemas.OPTIONAL_FLOAT64,
    write: (bytes, value) => bytes.writeDoubleBE(Number(value)),
    read: (bytes) => bytes.readDoubleBE(),
  },
)
