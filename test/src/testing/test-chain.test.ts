import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type TestChainOptions, testChain } from '../../../src/testing/index.ts'
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
      { topic: 'shop-orders', partition: null, timestamp: null, key: 'a', value: { id: 1, orderunits: 3 }, headers: {} },
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
  expect(result.records).toEqual([
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
