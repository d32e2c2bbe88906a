import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningRegistry, startRegistry } from '../../../src/registry-server/index.ts'
import { ask, type RegistryRequest, requests } from '../../golden/registry/requests.ts'

let registry: RunningRegistry
beforeAll(async () => {
  registry = await startRegistry({ kafka: 'memory' })
})
afterAll(() => registry.close())

describe('the request script', () => {
  test.each(requests.map((request, i) => [i, `${request.method} ${request.path}`, request] as const))(
    '%i %s',
    async (_i, _title, request) => {
      const answer = await ask(registry.url, request)
      expect(answer.status, JSON.stringify(answer.body)).toBe(request.status)
      expect(answer.contentType).toBe('application/vnd.schemaregistry.v1+json')
      if (request.answer !== undefined) expect(answer.body).toEqual(request.answer)
      if (request.status >= 400) expect(Object.keys(answer.body as object)).toEqual(['error_code', 'message'])
    },
  )
})

const call = (method: RegistryRequest['method'], path: string, body?: unknown) =>
  ask(registry.url, { method, path, status: 0, ...(body === undefined ? {} : { body }) })
const register = (subject: string, schema: unknown, more: object = {}) =>
  call('POST', `/subjects/${subject}/versions`, { schema: JSON.stringify(schema), ...more })
const record = (...fields: unknown[]) => ({ type: 'record', name: 'R', fields })
const field = (name: string, type: unknown = 'int', more: object = {}) => ({ name, type, ...more })

describe('compatibility', () => {
  test('names what is wrong in the text of a refused registration', async () => {
    await register('why', record(field('a')))
    const { body } = await register('why', record(field('a'), field('b')))
    expect(body).toEqual({
      error_code: 409,
      message:
        'Schema being registered is incompatible with an earlier schema for subject "why", details: [{errorType:\'READER_FIELD_MISSING_DEFAULT_VALUE\', description:\'The field \'b\' at path \'/fields/1\' in the new schema has no default value and is missing in the old schema\', additionalInfo:\'b\'}, {oldSchemaVersion: 1}, {oldSchema: \'{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}\'}, {compatibility: \'BACKWARD\'}]',
    })
  })

  const steps = [
    record(field('a'), field('b', 'int', { default: 1 })),
    record(field('a')),
    record(field('a'), field('b', 'string', { default: '' })),
  ]
  test.each([
    ['BACKWARD', true],
    ['BACKWARD_TRANSITIVE', false],
    ['FORWARD_TRANSITIVE', false],
    ['FULL', true],
    ['FULL_TRANSITIVE', false],
    ['NONE', true],
  ])('%s looks at the versions that it should: %s', async (level, isAllowed) => {
    const subject = `levels-${level}`
    await call('PUT', `/config/${subject}`, { compatibility: level })
    for (const step of steps.slice(0, 2)) expect((await register(subject, step)).status).toBe(200)
    expect((await register(subject, steps[2])).status).toBe(isAllowed ? 200 : 409)
  })

  test('messages come only when asked for', async () => {
    await register('verbose', record(field('a')))
    const path = '/compatibility/subjects/verbose/versions'
    const schema = JSON.stringify(record(field('a', 'string')))
    expect((await call('POST', path, { schema })).body).toEqual({ is_compatible: false })
    const { body } = await call('POST', `${path}?verbose=true`, { schema })
    expect((body as { messages: string[] }).messages[0]).toContain("errorType:'TYPE_MISMATCH'")
  })

  test('another schema type never fits', async () => {
    await register('types', record(field('a')))
    expect((await register('types', { type: 'string' }, { schemaType: 'JSON' })).status).toBe(409)
  })
})

describe('identity', () => {
  test('a deleted schema keeps its id when it comes back', async () => {
    const { body } = await register('back', record(field('zz')))
    await call('DELETE', '/subjects/back')
    expect((await register('back', record(field('zz')))).body).toEqual(body)
    expect((await call('GET', '/subjects/back/versions')).body).toEqual([2])
    expect((await call('GET', `/schemas/ids/${(body as { id: number }).id}`)).status).toBe(200)
  })

  test('normalize hides the order of properties', async () => {
    const one = { type: 'string', b: 1, a: 2 }
    const two = { a: 2, b: 1, type: 'string' }
    const first = await call('POST', '/subjects/norm/versions?normalize=true', { schema: JSON.stringify(one) })
    const second = await call('POST', '/subjects/norm/versions?normalize=true', { schema: JSON.stringify(two) })
    expect(second.body).toEqual(first.body)
    expect((await register('plain', one)).body).not.toEqual((await register('plain', two)).body)
  })

  test('numbers in a schema are kept as they are written', async () => {
    const schema =
      '{"type":"record","name":"N","fields":[{"name":"a","type":"long","default":9007199254740993},{"name":"b","type":"double","default":1.0}]}'
    await call('POST', '/subjects/numbers/versions', { schema })
    expect((await call('GET', '/subjects/numbers/versions/1')).body).toMatchObject({ schema })
  })
})

describe('mode', () => {
  test('a read-only subject refuses schemas; an importing one takes ids', async () => {
    await call('PUT', '/mode/frozen', { mode: 'READONLY' })
    const { body } = await register('frozen', record(field('q')))
    expect(body).toEqual({ error_code: 42205, message: 'Subject frozen is in read-only mode' })
    await call('PUT', '/mode/imported', { mode: 'IMPORT' })
    expect((await register('imported', record(field('imported')), { id: 4711, version: 5 })).body).toEqual({ id: 4711 })
    expect((await call('GET', '/subjects/imported/versions')).body).toEqual([5])
    expect((await call('GET', '/mode/frozen')).body).toEqual({ mode: 'READONLY' })
    expect((await call('PUT', '/mode/frozen', { mode: 'SLEEPY' })).status).toBe(422)
  })
})

describe('Protobuf', () => {
  test('a descriptor in base64 is stored as text and given back serialized', async () => {
    const file = create(FileDescriptorProtoSchema, {
      name: 'a.proto',
      package: 'app',
      syntax: 'proto3',
      messageType: [{ name: 'M', field: [{ name: 'x', number: 1, label: 1, type: 9 }] }],
    })
    const descriptor = Buffer.from(toBinary(FileDescriptorProtoSchema, file)).toString('base64')
    const { status } = await call('POST', '/subjects/desc/versions', { schemaType: 'PROTOBUF', schema: descriptor })
    expect(status).toBe(200)
    const { body } = await call('GET', '/subjects/desc/versions/1')
    expect((body as { schema: string }).schema).toBe(
      'syntax = "proto3";\npackage app;\n\nmessage M {\n  string x = 1;\n}\n',
    )
    const serialized = (await call('GET', '/subjects/desc/versions/1?format=serialized')).body as { schema: string }
    const back = fromBinary(FileDescriptorProtoSchema, Buffer.from(serialized.schema, 'base64'))
    expect(back.messageType[0]?.field[0]).toMatchObject({ name: 'x', number: 1, type: 9 })
  })

  test('a missing import is named', async () => {
    const schema = 'syntax = "proto3"; import "gone.proto"; message A {}'
    const { status, body } = await call('POST', '/subjects/imports/versions', { schemaType: 'PROTOBUF', schema })
    expect(status).toBe(422)
    expect((body as { message: string }).message).toContain('Import gone.proto cannot be found')
  })
})

test('a method that a path does not have is 405', async () => {
  expect(await call('PUT', '/subjects')).toMatchObject({ status: 405, body: { error_code: 405 } })
})
