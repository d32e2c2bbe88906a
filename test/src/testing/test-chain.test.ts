import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type ShortSchema, type TestChainOptions, testChain } from '../../../src/testing/index.ts'
import { tempDir } from '../../support/temp-dir.ts'

const yaml = `
name: orders
predicates:
  tombstone: { type: record-is-tombstone }
source:
  connector: datagen
  config: { kafka.topic: orders, quickstart: orders }
  transforms:
    - { name: drop, type: filter, when: tombstone }
    - { name: castUnits, type: cast, config: { spec: "orderunits:int32" } }
    - { name: route, type: regex-router, config: { regex: "(.*)", replacement: "shop-$1" } }
  key: string
  value: { type: json, config: { schemas.enable: false } }
sinks:
  archive:
    connector: file-sink
    topics: [shop-orders]
    config: { file: out.txt }
    value: { type: json, config: { schemas.enable: false } }
    transforms:
      - { name: pick, type: extract-field, config: { field: id } }
    errors: { tolerance: all, dlq: { topic: orders-dlq } }
`

async function open(text: string, options: TestChainOptions = {}) {
  const cwd = tempDir()
  writeFileSync(join(cwd, 'orders.yaml'), text)
  const chain = await testChain('orders.yaml', { cwd, ...options })
  onTestFinished(() => chain.close())
  return chain
}

test('a source chain gives what Kafka would get, and says what was dropped', async () => {
  const chain = await open(yaml)
  expect(
    await chain.send([
      { topic: 'orders', key: 'a', value: { id: 1, orderunits: '3' } },
      { topic: 'orders', key: 'b' },
    ]),
  ).toEqual({
    records: [
      {
        topic: 'shop-orders',
        partition: null,
        timestamp: null,
        key: 'a',
        value: { id: 1, orderunits: 3 },
        keySchema: null,
        valueSchema: null,
        headers: {},
      },
    ],
    dropped: [1],
    failures: [],
    stoppedAt: null,
  })
})

test('with tolerance none the first failure ends the run, and names the SMT', async () => {
  const chain = await open(yaml)
  const result = await chain.send([{ value: { orderunits: 'many' } }, { value: { orderunits: '1' } }])
  expect(result).toMatchObject({
    records: [],
    stoppedAt: 0,
    failures: [
      { record: 0, stage: 'TRANSFORMATION', transform: 'castUnits', error: 'DataException', deadLetterTopic: null },
    ],
  })
})

test('a sink chain skips what fails and says where the bytes would go', async () => {
  const chain = await open(yaml, { connector: 'archive' })
  const result = await chain.send([
    { topic: 'shop-orders', value: 'no json' },
    { topic: 'shop-orders', value: { id: 7 } },
  ])
  expect(result.records).toMatchObject([
    { topic: 'shop-orders', partition: 0, timestamp: null, key: null, value: 7, headers: {} },
  ])
  expect(result.failures).toMatchObject([
    { record: 0, stage: 'VALUE_CONVERTER', transform: null, error: 'DataException', deadLetterTopic: 'orders-dlq' },
  ])
  expect(result.stoppedAt).toBeNull()
})

test('a file with mistakes and an unknown connector are refused with a hint', async () => {
  await expect(open(yaml.replace('type: cast', 'type: casst'))).rejects.toMatchObject({
    code: 'SLW6001',
    message: expect.stringContaining('casst'),
  })
  await expect(open(yaml, { connector: 'nope' })).rejects.toMatchObject({
    message: 'Pipeline "orders" has no connector "nope", but: orders-source, orders-archive',
  })
})

const typed = {
  $name: 'shop.Order',
  id: 'int64',
  price: 'decimal(2)',
  day: 'date',
  at: 'timestamp?',
  photo: 'bytes',
  address: { city: 'string' },
  tags: ['string'] as const,
  stock: 'map<string, int32>',
} satisfies ShortSchema

const order = {
  id: '9007199254740993',
  price: '12.50',
  day: '2024-02-29T00:00:00.000Z',
  at: null,
  photo: 'AQID',
  address: { city: 'Oslo' },
  tags: ['new', 'sale'],
  stock: { oslo: 3 },
}

const pass = (converter: string) =>
  `
name: typed
source:
  connector: datagen
  config: { kafka.topic: orders, quickstart: orders }
  key: string
  value: ${converter}
sinks:
  file: { connector: file-sink, topics: orders, config: { file: out.txt }, value: ${converter} }
`.replace(/ {2}transforms:\n.*\n/, '')

test.for(['avro', 'json-schema', 'protobuf'])(
  'values of every type pass the converter %s, without a server',
  async (type) => {
    const text = pass(type)
    const given = { topic: 'orders', value: order, valueSchema: typed }
    const expected = { topic: 'orders', value: { ...order, id: 9007199254740993n } }
    for (const connector of ['source', 'file']) {
      const chain = await open(text, { connector })
      const { records, failures } = await chain.send([given])
      expect(failures).toEqual([])
      expect(records).toMatchObject([expected])
      if (connector === 'source') expect(records[0]!.valueSchema).toEqual(typed)
    }
  },
)

test('a sink with a registry takes plain values without a schema, and bytes as they are', async () => {
  const chain = await open(pass('avro'), { connector: 'file' })
  const result = await chain.send([{ value: { id: 1, name: 'a' } }, { value: { base64: 'bm8gYXZybw==' } }])
  expect(result.records[0]!.value).toEqual({ id: 1, name: 'a' })
  expect(result.failures).toMatchObject([{ record: 1, stage: 'VALUE_CONVERTER', error: 'DataException' }])
})

test('schemas that are registered beforehand are what a converter writes with or is refused by', async () => {
  const schema = JSON.stringify({ type: 'record', name: 'Order', fields: [{ name: 'id', type: 'string' }] })
  const chain = await open(pass('avro'), { schemas: { 'orders-value': { schema } } })
  const { failures } = await chain.send([
    { topic: 'orders', value: { id: 1 }, valueSchema: { $name: 'Order', id: 'int32' } },
  ])
  expect(failures).toMatchObject([
    { stage: 'VALUE_CONVERTER', error: 'DataException', message: expect.stringContaining('orders') },
  ])
})

test.for([
  [{ valueSchema: { id: 'int65' } }, 'valueSchema.id: there is no type "int65"'],
  [{ valueSchema: { id: 'int64' }, value: { id: 'x' } }, 'value.id: "x" does not fit int64'],
  [{ valueSchema: { id: 'int64' }, value: { ID: 1 } }, 'value has a field "ID" that its schema does not have: id'],
] as const)('%j is refused: %s', async ([record, message]) => {
  const chain = await open(yaml)
  await expect(chain.send([record])).rejects.toThrow(message)
})
