import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import {
  AvroDeserializer,
  AvroSerializer,
  JsonDeserializer,
  JsonSerializer,
  SchemaRegistryClient,
  SerdeType,
} from '@confluentinc/schemaregistry'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { avro } from '../../../src/converters/avro/index.ts'
import { jsonSchema } from '../../../src/converters/json-schema/index.ts'
import { SchemaBuilder, Schemas, Struct } from '../../../src/data/index.ts'
import { type RunningRegistry, startRegistry } from '../../../src/registry-server/index.ts'
import { converterOf } from '../../src/converters/registry/converter-of.ts'
import { neededInCi } from '../../support/services.ts'

let registry: RunningRegistry
beforeAll(async () => {
  registry = await startRegistry({ kafka: 'memory' })
})
afterAll(() => registry?.close())

const user = SchemaBuilder.struct().name('User').field('id', Schemas.INT64).field('name', Schemas.STRING).build()
const value = () => new Struct(user).put('id', 7n).put('name', 'ann')

describe('@confluentinc/schemaregistry', () => {
  test('its client does what it offers', async () => {
    const client = new SchemaRegistryClient({ baseURLs: [registry.url], maxRetries: 0 })
    const schema = { schemaType: 'AVRO', schema: '{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}' }
    const id = await client.register('js-value', schema)
    expect(await client.getId('js-value', schema)).toBe(id)
    expect((await client.getBySubjectAndId('js-value', id)).schema).toBe(schema.schema)
    expect(await client.getAllVersions('js-value')).toEqual([1])
    expect(await client.testCompatibility('js-value', 1, { schemaType: 'AVRO', schema: '"int"' })).toBe(false)
    await client.updateCompatibility('js-value', 'FORWARD' as never)
    expect(await client.getCompatibility('js-value')).toBe('FORWARD')
    expect(await client.getAllSubjects()).toContain('js-value')
    expect(await client.deleteSubject('js-value')).toEqual([1])
    await client.close()
  })

  test('reads Avro and JSON that the converters wrote, and they read what it wrote', async () => {
    const client = new SchemaRegistryClient({ baseURLs: [registry.url], maxRetries: 0 })
    const avroBytes = (await converterOf(avro, registry.url).fromConnectData('js-avro', user, value()))!
    const deserializer = new AvroDeserializer(client, SerdeType.VALUE, {})
    expect(await deserializer.deserialize('js-avro', Buffer.from(avroBytes))).toMatchObject({ id: 7, name: 'ann' })
    const serializer = new AvroSerializer(client, SerdeType.VALUE, { useLatestVersion: true })
    const back = await converterOf(avro, registry.url).toConnectData(
      'js-avro',
      await serializer.serialize('js-avro', { id: 9, name: 'bob' }),
    )
    expect((back.value as Struct).get('name')).toBe('bob')
    expect((back.value as Struct).get('id')).toBe(9n)

    const jsonBytes = (await converterOf(jsonSchema, registry.url).fromConnectData('js-json', user, value()))!
    const jsonReader = new JsonDeserializer(client, SerdeType.VALUE, {})
    expect(await jsonReader.deserialize('js-json', Buffer.from(jsonBytes))).toEqual({ id: 7, name: 'ann' })
    const jsonWriter = new JsonSerializer(client, SerdeType.VALUE, { useLatestVersion: true })
    const jsonBack = await converterOf(jsonSchema, registry.url).toConnectData(
      'js-json',
      await jsonWriter.serialize('js-json', { id: 3, name: 'cy' }),
    )
    expect((jsonBack.value as Struct).get('id')).toBe(3n)
    await client.close()
  })
})

/** A Python with confluent-kafka[avro,json,protobuf,schemaregistry]. */
const python = process.env['CONFLUENT_PYTHON']

describe.skipIf(!neededInCi('CONFLUENT_PYTHON', python !== undefined))(
  "Python's confluent-kafka (CONFLUENT_PYTHON)",
  () => {
    test('its client and serializers work', async () => {
      const script = fileURLToPath(new URL('python-client.py', import.meta.url))
      const { stdout } = await promisify(execFile)(python!, [script, registry.url], { timeout: 120_000 })
      const output = JSON.parse(stdout)
      expect(output.avro).toMatch(/^00[0-9a-f]{8}0e$/)
      expect(output.proto).toMatch(/^00[0-9a-f]{8}000805$/)
    })
  },
)
