import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../../support/temp-dir.ts'
import { readTopic, testBroker, testWorker } from './fixtures/test-worker.ts'

const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter'
const STRING_CONVERTER = 'org.apache.kafka.connect.storage.StringConverter'

/** Lines with a struct as key, a struct as value, and a header that is a number. */
const source = (file: string, topic: string) => ({
  ...{ 'connector.class': 'FileStreamSource', file, topic },
  transforms: 'hoist,key,header',
  'transforms.hoist.type': 'org.apache.kafka.connect.transforms.HoistField$Value',
  'transforms.hoist.field': 'line',
  'transforms.key.type': 'org.apache.kafka.connect.transforms.ValueToKey',
  'transforms.key.fields': 'line',
  'transforms.header.type': 'org.apache.kafka.connect.transforms.InsertHeader',
  'transforms.header.header': 'h',
  'transforms.header.value.literal': '7',
})

const envelope = (payload: unknown) => ({ schema: expect.objectContaining({ type: 'struct' }), payload })

test("key, value and header have each the worker's converter with the worker's settings, or the connector's with its own alone", async () => {
  const { bootstrapServers } = await testBroker()
  const worker = await testWorker(bootstrapServers, {
    'key.converter': JSON_CONVERTER,
    'key.converter.schemas.enable': 'false',
    'value.converter': JSON_CONVERTER,
    'value.converter.schemas.enable': 'false',
    'header.converter': STRING_CONVERTER,
  })
  const file = join(tempDir(), 'in.txt')
  writeFileSync(file, 'x\n')
  await worker.herder.putConnectorConfig('inherited', source(file, 'inherited'))
  // The same class as the worker's, but without its schemas.enable.
  await worker.herder.putConnectorConfig('key', { ...source(file, 'key'), 'key.converter': JSON_CONVERTER })
  await worker.herder.putConnectorConfig('value', { ...source(file, 'value'), 'value.converter': STRING_CONVERTER })
  await worker.herder.putConnectorConfig('header', { ...source(file, 'header'), 'header.converter': JSON_CONVERTER })
  await worker.awaitDone()

  const read = async (topic: string) => {
    const [record] = await readTopic(bootstrapServers, topic)
    const [header] = record!.headers
    return [record!.key, record!.value, header!.value].map((bytes) => Buffer.from(bytes!).toString())
  }
  const plain = '{"line":"x"}'
  expect(await read('inherited')).toEqual([plain, plain, '7'])
  const [key, ...afterKey] = await read('key')
  expect(JSON.parse(key!)).toEqual(envelope({ line: 'x' }))
  expect(afterKey).toEqual([plain, '7'])
  expect(await read('value')).toEqual([plain, 'Struct{line=x}', '7'])
  const [keyBeside, valueBeside, header] = await read('header')
  expect([keyBeside, valueBeside]).toEqual([plain, plain])
  expect(JSON.parse(header!)).toMatchObject({ schema: { type: 'int8' }, payload: 7 })
})
