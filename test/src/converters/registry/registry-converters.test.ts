import { create, createFileRegistry, fromBinary, toJson } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ConverterDefinition } from '../../../../src/api/index.ts'
import { avro } from '../../../../src/converters/avro/index.ts'
import { jsonSchema } from '../../../../src/converters/json-schema/index.ts'
import { protobuf } from '../../../../src/converters/protobuf/index.ts'
import { type Schema, SchemaBuilder, Schemas, Struct } from '../../../../src/data/index.ts'
import { type RunningRegistry, startRegistry } from '../../../../src/registry-server/index.ts'
import { fileToDescriptor, linkProto, parseProto, wellKnownFile } from '../../../../src/schemas/protobuf/index.ts'
import { encodeValue } from '../../../golden/neutral/value.ts'
import { jsonSchemaFrom, wireFormat } from '../../../golden/registry/cases.ts'
import { converterOf, roundTrip } from './converter-of.ts'
import { zooSchema, zooValue } from './zoo.ts'

let registry: RunningRegistry
beforeAll(async () => {
  registry = await startRegistry({ kafka: 'memory' })
})
afterAll(() => registry.close())

const get = async (path: string): Promise<unknown> => (await fetch(registry.url + path)).json()
const point: Schema = SchemaBuilder.struct()
  .name('geo.Point')
  .field('x', Schemas.INT32)
  .field('y', Schemas.OPTIONAL_STRING)
  .build()
const pointOf = (x: number, y: string | null = null) => new Struct(point).put('x', x).put('y', y)
const isolated = (name: string) => `${name}-${Math.random().toString(36).slice(2)}`

async function failureOf(call: () => unknown): Promise<Error & { cause?: Error }> {
  try {
    await call()
  } catch (error) {
    return error as Error & { cause?: Error }
  }
  throw new Error('did not fail')
}

describe.each([
  ['avro', avro, 'Avro', 'Failed to deserialize data for topic t to Avro: '],
  [
    'json-schema',
    jsonSchema,
    'JSON',
    'Converting byte[] to Kafka Connect data failed due to serialization error of topic t: ',
  ],
  ['protobuf', protobuf, 'Protobuf', 'Failed to deserialize data for topic t to Protobuf: '],
] as readonly [string, ConverterDefinition, string, string][])(
  '%s converter',
  (_name, definition, label, readFailure) => {
    test('gives a struct of every kind of field back', async () => {
      const own = await startRegistry({ kafka: 'memory' })
      const back = await roundTrip(
        definition,
        own.url,
        { schema: zooSchema, value: zooValue },
        { 'optional.for.nullables': true },
      )
      await own.close()
      expect(encodeValue(back.value, back.schema)).toEqual(encodeValue(zooValue, zooSchema))
    })

    test('is synchronous once the registry has answered', async () => {
      const topic = isolated('sync')
      const converter = converterOf(definition, registry.url)
      const first = converter.fromConnectData(topic, point, pointOf(1))
      expect(first).toBeInstanceOf(Promise)
      const bytes = await first
      expect(converter.fromConnectData(topic, point, pointOf(1))).toEqual(bytes)
      expect(converter.toConnectData(topic, bytes)).toBeInstanceOf(Promise)
      await converter.toConnectData(topic, bytes)
      expect(converter.toConnectData(topic, bytes)).not.toBeInstanceOf(Promise)
    })

    test('writes magic byte and id, and gives the version of the subject to the schema', async () => {
      const topic = isolated('versions')
      const converter = converterOf(definition, registry.url)
      const bytes = (await converter.fromConnectData(topic, point, pointOf(1)))!
      const { id } = (await get(`/subjects/${topic}-value/versions/1`)) as { id: number }
      expect(Buffer.from(bytes).readInt32BE(1)).toBe(id)
      expect(bytes[0]).toBe(0)
      expect((await converter.toConnectData(topic, bytes)).schema?.version).toBe(1)
    })

    test('reads null as null', () => {
      expect(converterOf(definition, registry.url).toConnectData('t', null)).toEqual({ schema: null, value: null })
    })

    test('names topic and cause for bytes of another format', async () => {
      const converter = converterOf(definition, registry.url)
      const error = await failureOf(() => converter.toConnectData('t', Buffer.from('{"a":1}')))
      expect([error.name, error.message]).toEqual(['DataException', readFailure])
      expect([error.cause?.name, error.cause?.message]).toEqual(['SerializationException', 'Unknown magic byte!'])
    })

    test('names id, subject and topic for an unknown id', async () => {
      const converter = converterOf(definition, registry.url)
      const error = await failureOf(() => converter.toConnectData('t', Buffer.from([0, 0, 0, 39, 15, 0])))
      const part = label === 'Avro' ? ' value' : ''
      expect([error.name, error.message]).toEqual(['DataException', readFailure])
      expect(error.cause?.message).toBe(`Error retrieving ${label}${part} schema for id 9999`)
      expect((error.cause?.cause as Error | undefined)?.message).toBe(
        'Could not get schema 9999 (subject t-value): Schema 9999 not found; error code: 40403',
      )
    })

    test('damaged messages are DataExceptions and nothing worse', async () => {
      const topic = isolated('damaged')
      const converter = converterOf(definition, registry.url)
      const message = Buffer.from((await converter.fromConnectData(topic, zooSchema, zooValue))!)
      await converter.toConnectData(topic, message)
      fc.assert(
        fc.property(fc.integer({ min: 5, max: message.length - 1 }), fc.nat(255), fc.boolean(), (at, byte, cuts) => {
          const broken = Buffer.from(cuts ? message.subarray(0, at) : message)
          if (!cuts) broken[at] = byte
          try {
            void converter.toConnectData(topic, broken)
          } catch (error) {
            expect((error as Error).name).toBe('DataException')
          }
        }),
        { numRuns: 500 },
      )
    })

    test('can be tried again while the registry is down', async () => {
      const converter = converterOf(definition, 'http://127.0.0.1:1')
      const writing = await failureOf(() => converter.fromConnectData('t', point, pointOf(1)))
      expect(writing.name).toBe('RetriableException')
      expect(writing.message).toContain(`I/O error while serializing ${label} data for topic t: `)
      expect(writing.message).toContain('http://127.0.0.1:1 cannot be reached')
      const reading = await failureOf(() => converter.toConnectData('t', Buffer.from([0, 0, 0, 0, 1, 0])))
      expect(reading.name).toBe('RetriableException')
    })

    test('registers under the names that the strategies give', async () => {
      const topic = isolated('strategies')
      for (const [strategy, subject] of [
        ['io.confluent.kafka.serializers.subject.RecordNameStrategy', 'geo.Point'],
        ['TopicRecordNameStrategy', `${topic}-geo.Point`],
      ] as const) {
        const props = { 'value.subject.name.strategy': strategy }
        const converter = converterOf(definition, registry.url, props)
        const bytes = await converter.fromConnectData(topic, point, pointOf(3, 'c'))
        expect(await get('/subjects')).toContain(subject)
        const back = await converterOf(definition, registry.url, props).toConnectData(topic, bytes)
        expect((back.value as Struct).get('x')).toBe(3)
        await fetch(`${registry.url}/subjects/${encodeURIComponent(subject)}`, { method: 'DELETE' })
      }
    })

    test('does not register when it may not', async () => {
      const topic = isolated('frozen')
      const converter = converterOf(definition, registry.url, { 'auto.register.schemas': false })
      const error = await failureOf(() => converter.fromConnectData(topic, point, pointOf(1)))
      expect(error.name).toBe('DataException')
      expect(error.cause?.message).toContain(`Error retrieving ${label} schema`)
      expect(await get('/subjects')).not.toContain(`${topic}-value`)
    })

    test('writes in the latest version of the subject when asked', async () => {
      const topic = isolated('latest')
      const converter = converterOf(definition, registry.url)
      await converter.fromConnectData(topic, point, pointOf(1))
      const latest = converterOf(definition, registry.url, {
        'auto.register.schemas': false,
        'use.latest.version': true,
      })
      const bytes = await latest.fromConnectData(topic, point, pointOf(2, 'b'))
      const back = await converter.toConnectData(topic, bytes)
      expect((back.value as Struct).get('y')).toBe('b')
    })
  },
)

describe('Avro', () => {
  test('a null of an optional schema is a tombstone; of a required one an error', () => {
    const converter = converterOf(avro, registry.url)
    expect(converter.fromConnectData('t', Schemas.OPTIONAL_STRING, null)).toBeNull()
    expect(() => converter.fromConnectData('t', Schemas.STRING, null)).toThrow(
      'Found null value for non-optional schema',
    )
  })

  test('top-level bytes are on the wire as they are', async () => {
    const converter = converterOf(avro, registry.url)
    const topic = isolated('bytes')
    const bytes = await converter.fromConnectData(topic, Schemas.BYTES, Buffer.from([1, 2, 3]))
    expect([...bytes!.subarray(5)]).toEqual([1, 2, 3])
    expect((await converter.toConnectData(topic, bytes)).value).toEqual(Buffer.from([1, 2, 3]))
  })

  test('latest.compatibility.strict refuses a schema that the latest one cannot read', async () => {
    const topic = isolated('strict')
    await converterOf(avro, registry.url).fromConnectData(topic, point, pointOf(1))
    const other = SchemaBuilder.struct().name('geo.Point').field('z', Schemas.STRING).build()
    const props = { 'auto.register.schemas': false, 'use.latest.version': true }
    const error = await failureOf(() =>
      converterOf(avro, registry.url, props).fromConnectData(topic, other, new Struct(other).put('z', 'q')),
    )
    expect(error.cause?.message).toContain('Incompatible schema')
  })

  test('a schema that the registry refuses is a DataException that says why', async () => {
    const topic = isolated('refused')
    await converterOf(avro, registry.url).fromConnectData(topic, point, pointOf(1))
    const other = SchemaBuilder.struct().name('geo.Point').field('z', Schemas.STRING).build()
    const error = await failureOf(() =>
      converterOf(avro, registry.url).fromConnectData(topic, other, new Struct(other).put('z', 'q')),
    )
    expect(error.message).toBe(`Failed to serialize Avro data from topic ${topic} :`)
    expect((error.cause?.cause as Error | undefined)?.message).toContain(
      'Schema being registered is incompatible with an earlier schema',
    )
  })
})

describe('JSON Schema', () => {
  const enumParameters = {
    'org.apache.kafka.connect.data.Enum': '',
    'org.apache.kafka.connect.data.Enum.one': '0',
    'org.apache.kafka.connect.data.Enum.two': '1',
  }
  test.each([
    [{ type: 'boolean' }, true, {}, { jsonSchema: { type: 'boolean' }, json: true }],
    [{ type: 'int16' }, { i16: 12 }, {}, { jsonSchema: { type: 'integer', 'connect.type': 'int16' }, json: 12 }],
    [
      { type: 'string', parameters: enumParameters },
      'one',
      { 'generalized.sum.type.support': 'true' },
      { jsonSchema: { enum: ['one', 'two'], 'connect.parameters': enumParameters }, json: 'one' },
    ],
    [
      { type: 'string', optional: true },
      null,
      {},
      { jsonSchema: { oneOf: [{ type: 'null' }, { type: 'string' }] }, json: null },
    ],
  ])('%j', (schema, value, config, expected) => {
    expect(jsonSchemaFrom({ schema, value, config } as never)).toEqual(expected)
  })
})

describe('Protobuf', () => {
  test('the path to the message follows the id', () => {
    const input = { kind: 'protobuf', schemaId: 3, messageIndexes: [0, 0], payload: 'CAE=' } as const
    expect(wireFormat(input)).toEqual({ wire: 'AAAAAAMEAAAIAQ==' })
    expect(wireFormat({ ...input, messageIndexes: [0] })).toEqual({ wire: 'AAAAAAMACAE=' })
  })

  test('another Protobuf library reads the same values', async () => {
    const topic = isolated('protobuf')
    const bytes = (await converterOf(protobuf, registry.url).fromConnectData(topic, zooSchema, zooValue))!
    const { schema } = (await get(`/subjects/${topic}-value/versions/1`)) as { schema: string }
    const linked = linkProto(parseProto(schema), new Map())
    const imports = linked.file.imports.map(({ path }) => ({ path, file: wellKnownFile(path)! }))
    const files = [
      ...imports.map(({ path, file }) => fileToDescriptor(file, linked.types, path)),
      fileToDescriptor(linked.file, linked.types, 'orders.proto'),
    ].map((file) => fromBinary(FileDescriptorProtoSchema, file))
    const types = createFileRegistry(create(FileDescriptorSetSchema, { file: files }))
    const message = types.getMessage('shop.Order')!
    expect(toJson(message, fromBinary(message, bytes.subarray(6)))).toEqual({
      id: '9007199254740993',
      small: -7,
      medium: 300,
      count: 123456789,
      ratio: 1.5,
      price: 19.99,
      paid: true,
      note: 'grüße 🚀',
      raw: 'AP8B',
      total: { value: '/h3A', precision: 6, scale: 2 },
      day: { year: 2022, month: 1, day: 8 },
      at: { hours: 12, minutes: 34, seconds: 56, nanos: 789000000 },
      created: '2023-11-14T22:13:20.123Z',
      tags: ['a', 'b'],
      stock: { x: 1 },
      byNumber: { '5': 'five' },
      address: { street: 'Main St', zip: '12345' },
      others: [{ street: 'Side St' }],
    })
  })

  test('reads oneofs, enums, wrappers and references of a schema by someone else', async () => {
    const post = (subject: string, body: unknown) =>
      fetch(`${registry.url}/subjects/${subject}/versions`, { method: 'POST', body: JSON.stringify(body) })
    await post('colour.proto', {
      schemaType: 'PROTOBUF',
      schema: 'syntax = "proto3"; package p; enum Colour { RED = 0; BLUE = 1; }',
    })
    const topic = isolated('foreign')
    await post(`${topic}-value`, {
      schemaType: 'PROTOBUF',
      references: [{ name: 'colour.proto', subject: 'colour.proto', version: 1 }],
      schema:
        'syntax = "proto3"; package p; import "colour.proto"; import "google/protobuf/wrappers.proto"; message A { oneof pick { int32 n = 1; string s = 2; } Colour c = 3; google.protobuf.StringValue w = 4; repeated sint32 list = 5; uint64 big = 6; }',
    })
    const { id } = (await get(`/subjects/${topic}-value/versions/1`)) as { id: number }
    const payload = Buffer.from(
      '1203' + '616263' + '1801' + '22030a0178' + '2a020103' + '30ffffffffffffffffff01',
      'hex',
    )
    const prefix = Buffer.alloc(6)
    prefix.writeInt32BE(id, 1)
    const converter = converterOf(protobuf, registry.url, { 'wrapper.for.nullables': true })
    const { schema, value } = await converter.toConnectData(topic, Buffer.concat([prefix, payload]))
    expect(encodeValue(value, schema)).toEqual({
      struct: {
        pick_0: { struct: { n: null, s: 'abc' } },
        c: 'BLUE',
        w: 'x',
        list: { list: [{ i32: -1 }, { i32: -2 }] },
        big: { i64: '-1' },
      },
    })
  })
})

describe('schemas that contain themselves', () => {
  const register = async (subject: string, body: unknown): Promise<number> => {
    const path = `${registry.url}/subjects/${subject}/versions`
    const response = await fetch(path, { method: 'POST', body: JSON.stringify(body) })
    return ((await response.json()) as { id: number }).id
  }
  const message = (id: number, ...rest: Uint8Array[]) => {
    const prefix = Buffer.alloc(5)
    prefix.writeInt32BE(id, 1)
    return Buffer.concat([prefix, ...rest])
  }

  test.each([
    [
      'avro',
      avro,
      {
        schema:
          '{"type":"record","name":"R","namespace":"n","fields":[{"name":"v","type":"int"},{"name":"next","type":["null","R"],"default":null}]}',
      },
      Buffer.from([2, 2, 4, 0]),
      { v: { i32: 1 }, next: { struct: { v: { i32: 2 }, next: null } } },
    ],
    [
      'json-schema',
      jsonSchema,
      {
        schemaType: 'JSON',
        schema:
          '{"title":"R","type":"object","properties":{"v":{"type":"integer","connect.type":"int32"},"next":{"oneOf":[{"type":"null"},{"$ref":"#"}]}}}',
      },
      Buffer.from('{"v":1,"next":{"v":2,"next":null}}'),
      { v: { i32: 1 }, next: { struct: { v: { i32: 2 }, next: null } } },
    ],
    [
      'protobuf',
      protobuf,
      { schemaType: 'PROTOBUF', schema: 'syntax = "proto3"; message R { int32 v = 1; R next = 2; }' },
      Buffer.from([0, 8, 1, 18, 2, 8, 2]),
      { v: { i32: 1 }, next: { struct: { v: { i32: 2 }, next: null } } },
    ],
  ] as const)('%s', async (_name, definition, schema, payload, expected) => {
    const topic = isolated('recursive')
    const id = await register(`${topic}-value`, schema)
    const converter = converterOf(definition as ConverterDefinition, registry.url)
    const data = await converter.toConnectData(topic, message(id, payload))
    expect(encodeValue(data.value, data.schema)).toEqual({ struct: expected })
    if (definition === jsonSchema) return
    const bytes = await converter.fromConnectData(`${topic}-again`, data.schema, data.value)
    expect([...bytes!.subarray(5)]).toEqual([...payload])
  })
})
