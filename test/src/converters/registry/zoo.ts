import {
  BigDecimal,
  DateSchema,
  decimalSchema,
  type Schema,
  SchemaBuilder,
  Schemas,
  Struct,
  TimeSchema,
  TimestampSchema,
} from '../../../../src/data/index.ts'

const address: Schema = SchemaBuilder.struct()
  .name('shop.Address')
  .field('street', Schemas.STRING)
  .field('zip', Schemas.OPTIONAL_STRING)
  .build()

/** A struct with every kind of field that all three formats can express. */
export const zooSchema: Schema = SchemaBuilder.struct()
  .name('shop.Order')
  .field('id', Schemas.INT64)
  .field('small', Schemas.INT8)
  .field('medium', Schemas.INT16)
  .field('count', Schemas.INT32)
  .field('ratio', Schemas.FLOAT32)
  .field('price', Schemas.FLOAT64)
  .field('paid', Schemas.BOOLEAN)
  .field('note', Schemas.OPTIONAL_STRING)
  .field('raw', Schemas.BYTES)
  .field('total', decimalSchema(2))
  .field('day', DateSchema)
  .field('at', TimeSchema)
  .field('created', TimestampSchema)
  .field('tags', SchemaBuilder.array(Schemas.STRING).build())
  .field('stock', SchemaBuilder.map(Schemas.STRING, Schemas.INT32).build())
  .field('by_number', SchemaBuilder.map(Schemas.INT32, Schemas.STRING).build())
  .field('address', address)
  .field('others', SchemaBuilder.array(address).build())
  .build()

const addressOf = (street: string, zip: string | null) => new Struct(address).put('street', street).put('zip', zip)

export const zooValue: Struct = new Struct(zooSchema)
  .put('id', 9_007_199_254_740_993n)
  .put('small', -7)
  .put('medium', 300)
  .put('count', 123_456_789)
  .put('ratio', 1.5)
  .put('price', 19.99)
  .put('paid', true)
  .put('note', 'grüße 🚀')
  .put('raw', Buffer.from([0, 255, 1]))
  .put('total', new BigDecimal(-123456n, 2))
  .put('day', new Date(86_400_000 * 19_000))
  .put('at', new Date(45_296_789))
  .put('created', new Date(1_700_000_000_123))
  .put('tags', ['a', 'b'])
  .put('stock', new Map([['x', 1]]))
  .put('by_number', new Map([[5, 'five']]))
  .put('address', addressOf('Main St', '12345'))
  .put('others', [addressOf('Side St', null)])
