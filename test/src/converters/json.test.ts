import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { json } from '../../../src/converters/json/index.ts'
import { BigDecimal, decimalSchema, SchemaBuilder, Schemas, Struct, TimestampSchema } from '../../../src/data/index.ts'
import { isDataException } from '../../../src/errors/index.ts'

const nothing = () => undefined
const logger = { error: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing, isEnabled: () => false }
const registry = (): never => {
  throw new Error('no registry')
}

function converter(props: Record<string, unknown> = {}) {
  const all = { 'converter.type': 'value', ...props }
  return json.create(json.config.parse(all), { isKey: false, logger, registry }, all)
}

const bytes = (text: string) => Buffer.from(text, 'utf8')
const schemaless = converter({ 'schemas.enable': 'false' })

describe('without schemas', () => {
  it('gives back every JSON value that it wrote', () => {
    const value = fc.jsonValue({ noUnicodeString: false } as object)
    fc.assert(
      fc.property(value, (input) => {
        const written = schemaless.fromConnectData('t', null, input) as Uint8Array | null
        if (written === null) return input === null
        const { value: read } = schemaless.toConnectData('t', written) as { value: unknown }
        expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(input)))
        return true
      }),
    )
  })

  it('throws nothing but DataException, whatever the bytes are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.string().map(bytes),
          fc.json().map((text) => bytes(text.slice(1))),
        ),
        (input) => {
          try {
            void schemaless.toConnectData('t', input)
          } catch (error) {
            expect(isDataException(error)).toBe(true)
          }
        },
      ),
    )
  })

  it('keeps integers and doubles apart', () => {
    const text = '{"a":3.0,"b":3,"c":9007199254740993,"d":1e2}'
    const { value } = schemaless.toConnectData('t', bytes(text)) as { value: unknown }
    expect(Buffer.from(schemaless.fromConnectData('t', null, value) as Uint8Array).toString()).toBe(
      '{"a":3.0,"b":3,"c":9007199254740993,"d":100.0}',
    )
  })
})

describe('with schemas', () => {
  const schema = SchemaBuilder.struct()
    .name('Order')
    .field('id', Schemas.INT64)
    .field('price', decimalSchema(2))
    .field('at', TimestampSchema)
    .field('tags', SchemaBuilder.array(Schemas.STRING).optional().build())
    .build()
  const order = (id: bigint) =>
    new Struct(schema)
      .put('id', id)
      .put('price', new BigDecimal(1250n, 2))
      .put('at', new Date(1_700_000_000_123))
      .put('tags', ['a', '"'])

  it.each(['BASE64', 'NUMERIC'])('gives back what it wrote, decimals as %s', (format) => {
    const subject = converter({ 'decimal.format': format })
    for (const id of [1n, 2n ** 63n - 1n, -5n]) {
      const written = subject.fromConnectData('t', schema, order(id)) as Uint8Array
      const read = subject.toConnectData('t', written) as { value: Struct }
      expect(read.value.values).toEqual(order(id).values)
    }
  })

  it('hands out the same schema instance again', () => {
    const subject = converter()
    const read = () =>
      subject.toConnectData('t', subject.fromConnectData('t', schema, order(1n)) as Uint8Array) as { schema: unknown }
    expect(read().schema).toBe(read().schema)
  })

  it('does not take a second value for the end of a known envelope', () => {
    const subject = converter()
    const prefix = '{"schema":{"type":"int32","optional":false},"payload":'
    expect(subject.toConnectData('t', bytes(`${prefix}1}`))).toMatchObject({ value: 1 })
    expect(() => subject.toConnectData('t', bytes(`${prefix}1,"extra":2}`))).toThrow(
      'may not contain additional fields',
    )
  })
})
