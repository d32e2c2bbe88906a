import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { ConsumerRecord } from '../../src/kafka/index.ts'
import { startRegistry } from '../../src/registry-server/index.ts'
import { freePort } from '../support/services.ts'
import { awaitTasks, connectCall, statusOf } from './connect-call.ts'
import type { Place } from './place.ts'

const avroBytes = Buffer.from([0, 0, 0, 0, 1, 4, 0x68, 0x69])
const enveloped = Buffer.from('{"schema":{"type":"string","optional":false},"payload":"good"}')
const unwrapped = Buffer.from('{"id":1}')
const json = 'org.apache.kafka.connect.json.JsonConverter'

const headersOf = (record: ConsumerRecord) =>
  Object.fromEntries(record.headers.map(({ key, value }) => [key, value?.toString()]))

/** W8: what happens to records that cannot be processed. */
export function w8(place: () => Place): void {
  describe('W8 errors', () => {
    const out = (name: string) => join(place().folder, `${name}.txt`)
    const lines = (name: string, expected: string) =>
      vi.waitFor(() => expect(readFileSync(out(name), 'utf8')).toBe(expected), { timeout: 60_000 })
    const create = async (name: string, config: Readonly<Record<string, string>>) => {
      const { url } = await place().shared()
      const file = { 'connector.class': 'FileStreamSink', file: out(name), 'value.converter': json }
      const created = await connectCall(url, 'POST', '/connectors', { name, config: { ...file, ...config } })
      expect(created).toMatchObject({ status: 201 })
      return url
    }
    const deadLetters = (topic: string, count: number) =>
      vi.waitFor(
        async () => {
          const records = await place().read(topic)
          expect(records).toHaveLength(count)
          return records
        },
        { timeout: 60_000, interval: 200 },
      )
    const dlq = (topic: string) => ({
      'errors.tolerance': 'all',
      'errors.deadletterqueue.topic.name': topic,
      'errors.deadletterqueue.topic.replication.factor': '1',
      'errors.deadletterqueue.context.headers.enable': 'true',
    })

    test('fail fast: a JSON sink on Avro bytes fails with the cause', { timeout: 300_000 }, async () => {
      await place().produce('w8-avro', [{ value: enveloped }, { value: avroBytes }])
      const url = await create('w8-fast', { topics: 'w8-avro' })
      const { tasks, connector } = await awaitTasks(url, 'w8-fast', 'FAILED')
      expect(connector.state).toBe('RUNNING')
      expect(tasks[0]!.trace).toContain('Tolerance exceeded in error handler')
      expect(tasks[0]!.trace).toContain('Converting byte[] to Kafka Connect data failed due to serialization error')
      await connectCall(url, 'DELETE', '/connectors/w8-fast')
    })

    test('tolerance all with a DLQ: good records go on, the others keep their bytes', {
      timeout: 300_000,
    }, async () => {
      const key = Buffer.from('"k"')
      await place().produce('w8-mixed', [
        { value: enveloped },
        { value: avroBytes, key },
        { value: unwrapped },
        { value: Buffer.from('no JSON') },
        { value: enveloped },
      ])
      const url = await create('w8-dlq', {
        ...{ topics: 'w8-mixed', 'key.converter.schemas.enable': 'false', 'key.converter': json },
        ...dlq('dlq_w8'),
        'errors.log.enable': 'true',
        'errors.log.include.messages': 'true',
      })
      await lines('w8-dlq', 'good\ngood\n')
      const dead = await deadLetters('dlq_w8', 3)
      expect(dead.map(({ value }) => value)).toEqual([avroBytes, unwrapped, Buffer.from('no JSON')])
      expect(dead[0]!.key).toEqual(key)
      expect(headersOf(dead[0]!)).toMatchObject({
        '__connect.errors.topic': 'w8-mixed',
        '__connect.errors.partition': '0',
        '__connect.errors.offset': '1',
        '__connect.errors.connector.name': 'w8-dlq',
        '__connect.errors.task.id': '0',
        '__connect.errors.stage': 'VALUE_CONVERTER',
        '__connect.errors.class.name': json,
        '__connect.errors.exception.class.name': 'org.apache.kafka.connect.errors.DataException',
      })
      expect(headersOf(dead[1]!)['__connect.errors.exception.message']).toBe(
        'JsonConverter with schemas.enable requires "schema" and "payload" fields and may not contain additional fields. If you are trying to deserialize plain JSON data, set schemas.enable=false in your converter configuration.',
      )
      const log = (await place().shared()).log()
      expect(log).toContain(
        `Error encountered in task w8-dlq-0. Executing stage 'VALUE_CONVERTER' with class '${json}', where consumed record is {topic='w8-mixed', partition=0, offset=1`,
      )
      await awaitTasks(url, 'w8-dlq', 'RUNNING')
      await connectCall(url, 'DELETE', '/connectors/w8-dlq')
    })

    test('Avro without the magic byte, and an SMT that fails', { timeout: 300_000 }, async () => {
      await place().produce('w8-text', [{ value: Buffer.from('7') }, { value: Buffer.from('seven') }])
      const url = await create('w8-magic', {
        topics: 'w8-text',
        'value.converter': 'io.confluent.connect.avro.AvroConverter',
        'value.converter.schema.registry.url': place().registryUrl,
      })
      const { tasks } = await awaitTasks(url, 'w8-magic', 'FAILED')
      expect(tasks[0]!.trace).toContain('Unknown magic byte!')

      await create('w8-smt', {
        topics: 'w8-text',
        'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
        ...{ transforms: 'number', 'transforms.number.spec': 'int32' },
        'transforms.number.type': 'org.apache.kafka.connect.transforms.Cast$Value',
        ...dlq('dlq_w8_smt'),
      })
      await lines('w8-smt', '7\n')
      const [dead] = await deadLetters('dlq_w8_smt', 1)
      expect(dead!.value?.toString()).toBe('seven')
      expect(headersOf(dead!)).toMatchObject({
        '__connect.errors.stage': 'TRANSFORMATION',
        '__connect.errors.class.name': 'org.apache.kafka.connect.transforms.Cast$Value',
      })
      await connectCall(url, 'DELETE', '/connectors/w8-magic')
      await connectCall(url, 'DELETE', '/connectors/w8-smt')
    })

    test('errors.retry.timeout bridges a registry that is down and comes back', { timeout: 300_000 }, async () => {
      const port = await freePort()
      await place().produce('w8-retry', [{ value: Buffer.from([0, 0, 0, 0, 1, 8, 0x74, 0x65, 0x78, 0x74]) }])
      const url = await create('w8-retry', {
        topics: 'w8-retry',
        'value.converter': 'io.confluent.connect.avro.AvroConverter',
        'value.converter.schema.registry.url': `http://127.0.0.1:${port}`,
        'value.converter.max.retries': '0',
        'errors.retry.timeout': '60000',
        'errors.retry.delay.max.ms': '500',
      })
      await awaitTasks(url, 'w8-retry', 'RUNNING')
      const registry = await startRegistry({ kafka: 'memory', port })
      try {
        await fetch(`${registry.url}/subjects/w8-retry-value/versions`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ schema: '"string"' }),
        })
        await lines('w8-retry', 'text\n')
        expect((await statusOf(url, 'w8-retry')).tasks[0]!.state).toBe('RUNNING')
      } finally {
        await registry.close()
        await connectCall(url, 'DELETE', '/connectors/w8-retry')
      }
    })
  })
}
