import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { awaitTasks, connectCall, type Status, statusOf } from './connect-call.ts'
import type { Place } from './place.ts'

/** W9: every REST call of the tutorials and tools, in the order in which a user meets them. What each answers in full: test/src/rest/conformance. */
export function w9(place: () => Place): void {
  describe('W9 REST', () => {
    const name = 'local-file-source'
    const at = `/connectors/${name}`
    const get = async (path: string) => connectCall<never>((await place().shared()).url, 'GET', path)
    const status = async (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
      (await connectCall((await place().shared()).url, method, path, body)).status
    const config = () => ({
      'connector.class': 'FileStreamSource',
      'tasks.max': '1',
      file: join(place().folder, 'w9-in.txt'),
      topic: 'connect-test',
    })

    test('the worker and its plugins', async () => {
      expect(await get('/')).toMatchObject({
        status: 200,
        body: { version: expect.any(String), commit: expect.any(String), kafka_cluster_id: expect.any(String) },
      })
      expect(await get('/health')).toMatchObject({ status: 200, body: { status: 'healthy' } })
      const { body: plugins } = await get('/connector-plugins/')
      expect(plugins).toContainEqual({
        ...{ class: 'org.apache.kafka.connect.file.FileStreamSourceConnector', type: 'source' },
        version: expect.any(String),
      })
      const { body: all } = await get('/connector-plugins?connectorsOnly=false')
      expect(new Set((all as { type: string }[]).map(({ type }) => type))).toEqual(
        new Set(['sink', 'source', 'transformation', 'predicate', 'converter', 'header_converter']),
      )
      const { body: keys } = await get('/connector-plugins/FileStreamSource/config')
      expect((keys as { name: string }[]).map((key) => key.name)).toEqual(
        expect.arrayContaining(['file', 'topic', 'batch.size']),
      )
      expect((await get('/connector-plugins/Nothing/config')).status).toBe(404)
      const validate = '/connector-plugins/FileStreamSource/config/validate'
      const { url } = await place().shared()
      const wrong = await connectCall<{ error_count: number }>(url, 'PUT', validate, {
        'connector.class': 'FileStreamSource',
        name,
      })
      expect(wrong).toMatchObject({ status: 200, body: { error_count: 1 } })
    })

    test('the life of a connector', { timeout: 300_000 }, async () => {
      const { url } = await place().shared()
      place().write('w9-in.txt', 'foo\nbar\n')
      expect(await status('POST', '/connectors', { name, config: { 'connector.class': 'FileStreamSource' } })).toBe(400)
      expect(await status('POST', '/connectors', { name, config: config() })).toBe(201)
      expect(await status('POST', '/connectors', { name, config: config() })).toBe(409)
      await awaitTasks(url, name, 'RUNNING')
      expect((await get('/connectors')).body).toContain(name)
      expect((await get('/connectors/')).body).toContain(name)
      expect((await get(at)).body).toMatchObject({
        ...{ name, type: 'source', config: { ...config(), name } },
        tasks: [{ connector: name, task: 0 }],
      })
      expect((await get(`${at}/config`)).body).toEqual({ ...config(), name })
      expect((await get(`${at}/tasks`)).body).toMatchObject([{ id: { connector: name, task: 0 } }])
      expect((await get(`${at}/tasks/0/status`)).body).toMatchObject({ id: 0, state: 'RUNNING' })
      await vi.waitFor(
        async () => expect((await get(`${at}/topics`)).body).toEqual({ [name]: { topics: ['connect-test'] } }),
        { timeout: 60_000 },
      )
      expect(await status('PUT', `${at}/topics/reset`)).toBe(202)
      await vi.waitFor(async () => expect((await get(`${at}/topics`)).body).toEqual({ [name]: { topics: [] } }), {
        timeout: 60_000,
      })

      expect(await status('PUT', `${at}/pause`)).toBe(202)
      await awaitTasks(url, name, 'PAUSED')
      expect(await status('PUT', `${at}/resume`)).toBe(202)
      await awaitTasks(url, name, 'RUNNING')
      expect(await status('POST', `${at}/restart`)).toBe(204)
      expect(await status('POST', `${at}/restart?includeTasks=true&onlyFailed=false`)).toBe(202)
      await awaitTasks(url, name, 'RUNNING')
      expect(await status('POST', `${at}/tasks/0/restart`)).toBe(204)
      await awaitTasks(url, name, 'RUNNING')

      expect(await status('PUT', `${at}/config`, { ...config(), 'batch.size': 100 })).toBe(200)
      expect(await status('PATCH', `${at}/config`, { 'batch.size': null })).toBe(200)
      expect((await get(`${at}/config`)).body).toEqual({ ...config(), name })
      await awaitTasks(url, name, 'RUNNING')

      const offsets = [{ partition: { filename: config().file }, offset: { position: 4 } }]
      expect(await status('PATCH', `${at}/offsets`, { offsets })).toBe(400)
      expect(await status('PUT', `${at}/stop`)).toBe(204)
      await vi.waitFor(async () => expect(await statusOf(url, name)).toMatchObject({ tasks: [] }), { timeout: 60_000 })
      expect(await status('PATCH', `${at}/offsets`, { offsets })).toBe(200)
      expect((await get(`${at}/offsets`)).body).toEqual({ offsets })
      expect(await status('DELETE', `${at}/offsets`)).toBe(200)
      expect((await get(`${at}/offsets`)).body).toEqual({ offsets: [] })
      expect(await status('PUT', `${at}/resume`)).toBe(202)
      await awaitTasks(url, name, 'RUNNING')
    })

    test('a sink beside it: the quickstart with two files', { timeout: 300_000 }, async () => {
      const { url } = await place().shared()
      const file = join(place().folder, 'w9-out.txt')
      const sink = { 'connector.class': 'FileStreamSink', 'tasks.max': '1', file, topics: 'connect-test' }
      expect(await status('POST', '/connectors', { name: 'local-file-sink', config: sink })).toBe(201)
      await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toMatch(/^foo\nbar\n/), { timeout: 60_000 })
      await vi.waitFor(
        async () => {
          const { body } = await get('/connectors?expand=info&expand=status')
          type Expanded = Record<string, { info: { type: string; config: Record<string, string> }; status: Status }>
          const all: Expanded = body
          // The line that tutorials make of it with jq.
          const lines = Object.values(all).map(({ info, status: { name: of, connector, tasks } }) =>
            [info.type, of, connector.state, ...tasks.map((task) => task.state), info.config['connector.class']].join(
              '|',
            ),
          )
          expect(lines.filter((line) => line.includes('local-file')).toSorted()).toEqual([
            'sink|local-file-sink|RUNNING|RUNNING|FileStreamSink',
            'source|local-file-source|RUNNING|RUNNING|FileStreamSource',
          ])
        },
        { timeout: 60_000 },
      )
      expect(await status('DELETE', '/connectors/local-file-sink')).toBe(204)
      expect(await status('DELETE', '/connectors/local-file-sink')).toBe(404)
      expect(await connectCall(url, 'GET', '/connectors/local-file-sink/status')).toMatchObject({
        status: 404,
        body: { error_code: 404, message: expect.any(String) },
      })
    })

    test('loggers, and the calls that some tutorials list beside', { timeout: 300_000 }, async () => {
      expect((await get('/admin/loggers')).body).toHaveProperty('root')
      const logger = '/admin/loggers/org.apache.kafka.connect'
      expect(await status('PUT', logger, { level: 'debug' })).toBe(200)
      expect((await get(logger)).body).toMatchObject({ level: 'DEBUG' })
      expect(await status('PUT', `${logger}?scope=cluster`, { level: 'INFO' })).toBe(204)

      expect((await get(`${at}/config/validate`)).body).toMatchObject({ error_count: 0 })
      expect((await get('/config/worker')).body).toMatchObject({ 'group.id': 'connect-cluster' })
      expect((await get('/cluster/status')).status).toBe(200)
      expect(await status('POST', `${at}/pause`)).toBe(202)
      const { url } = await place().shared()
      await awaitTasks(url, name, 'PAUSED')
      expect(await status('POST', `${at}/resume`)).toBe(202)
      await awaitTasks(url, name, 'RUNNING')
      expect(await status('DELETE', at)).toBe(204)
    })
  })
}
