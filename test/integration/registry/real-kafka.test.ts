import { describe, expect, test } from 'vitest'
import { avro } from '../../../src/converters/avro/index.ts'
import { Schemas } from '../../../src/data/index.ts'
import { startRegistry } from '../../../src/registry-server/index.ts'
import { ask } from '../../golden/registry/requests.ts'
import { converterOf } from '../../src/converters/registry/converter-of.ts'
import { neededInCi } from '../../support/services.ts'

/** Bootstrap address of an Apache Kafka. */
const bootstrap = process.env['REAL_KAFKA']

describe.skipIf(!neededInCi('REAL_KAFKA', bootstrap !== undefined))('on the Kafka at REAL_KAFKA', () => {
  test('a second registry on the same topic continues with the same ids', async () => {
    const topic = `_schemas-${process.pid}-${Math.random().toString(36).slice(2)}`
    const options = { kafka: { 'bootstrap.servers': bootstrap! }, topic }
    const first = await startRegistry(options)
    const bytes = await converterOf(avro, first.url).fromConnectData('t', Schemas.STRING, 'hello')
    expect([...bytes!.subarray(0, 5)]).toEqual([0, 0, 0, 0, 1])
    await first.close()
    const second = await startRegistry(options)
    expect((await converterOf(avro, second.url).toConnectData('t', bytes)).value).toBe('hello')
    const other = await converterOf(avro, second.url).fromConnectData('u', Schemas.INT64, 5n)
    expect([...other!.subarray(0, 5)]).toEqual([0, 0, 0, 0, 2])
    const { body } = await ask(second.url, { method: 'GET', path: '/subjects', status: 200 })
    expect(body).toEqual(['t-value', 'u-value'])
    await second.close()
  })
})
