import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startBroker } from '../../../src/broker/index.ts'
import { formatLog, formatLogJson } from '../../../src/runtime/index.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { send } from './conformance/answers.ts'
import { startOurWorker } from './conformance/our-worker.ts'

const connectorSecret = 'PLANTED-connector-4711'
const workerSecret = 'PLANTED-worker-4712'
const credentialSecret = 'PLANTED-credential-4713'
const planted = /PLANTED/

const credentials = `user.reader=read:${credentialSecret}-r\nuser.operator=operate:o-o-o\ntoken.ci=deploy:${credentialSecret}-d\nuser.root=admin:r-r-r\n`
const basic = (user: string, password: string) => ({
  Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})
const reader = basic('reader', `${credentialSecret}-r`)
const operator = basic('operator', 'o-o-o')
const deployer = { Authorization: `Bearer ${credentialSecret}-d` }
const root = basic('root', 'r-r-r')

async function protectedWorker() {
  const directory = tempDir()
  const broker = await startBroker({
    dataDir: join(directory, 'broker'),
    config: { 'group.initial.rebalance.delay.ms': '0' },
  })
  onTestFinished(() => broker.close())
  const worker = await startOurWorker(
    broker.bootstrapServers,
    {
      'rest.credentials.file': '/credentials',
      'producer.ssl.key.password': workerSecret,
      'custom.password': workerSecret,
    },
    () => credentials,
  )
  onTestFinished(() => worker[Symbol.asyncDispose]())
  const file = join(directory, 'lines')
  writeFileSync(file, 'one\n')
  const config = {
    ...{ 'connector.class': 'FileStreamSource', topic: 't', file },
    'producer.override.ssl.key.password': connectorSecret,
    'database.password': connectorSecret,
  }
  const ask = (method: string, path: string, who: Record<string, string>, body?: unknown) =>
    send(worker.base, {
      ...{ method, path },
      headers: { 'Content-Type': 'application/json', ...who },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return { worker, directory, config, ask }
}

test('roles: who is unknown gets 401, who may not 403', async () => {
  const { ask, config } = await protectedWorker()
  const anonymous = await ask('GET', '/connectors', {})
  expect([anonymous.status, anonymous.headers['www-authenticate']]).toEqual([401, 'Basic realm="connect"'])
  expect((await ask('GET', '/connectors', basic('reader', 'wrong'))).status).toBe(401)
  expect((await ask('GET', '/health', {})).status).toBe(200)
  const matrix: [string, string, unknown, Record<string, number>][] = [
    ['GET', '/connectors', undefined, { reader: 200, operator: 200, deployer: 200, root: 200 }],
    ['PUT', '/connectors/none/pause', undefined, { reader: 403, operator: 404, deployer: 404, root: 404 }],
    ['DELETE', '/connectors/none', undefined, { reader: 403, operator: 403, deployer: 404, root: 404 }],
    [
      'PUT',
      '/connector-plugins/FileStreamSource/config/validate',
      config,
      { reader: 403, operator: 403, deployer: 200, root: 200 },
    ],
    ['GET', '/admin/loggers', undefined, { reader: 403, operator: 403, deployer: 403, root: 200 }],
  ]
  const who: Record<string, Record<string, string>> = { reader, operator, deployer, root }
  for (const [method, path, body, expected] of matrix)
    for (const [name, status] of Object.entries(expected))
      expect((await ask(method, path, who[name]!, body)).status, `${method} ${path} ${name}`).toBe(status)
})

test('a planted secret is found where a deployer must see it, and nowhere else', async () => {
  const { worker, directory, config, ask } = await protectedWorker()
  const created = await ask('POST', '/connectors', deployer, { name: 'x', config })
  expect(created.status, created.text).toBe(201)
  // A second one fails, so that there is a trace.
  await ask('PUT', '/connectors/failing/config', deployer, { ...config, topic: 'a b/c', file: directory })
  const deadline = Date.now() + 60_000
  const seen = async (path: string, matches: RegExp) => {
    while (!matches.test((await ask('GET', path, reader)).text)) {
      if (Date.now() > deadline) throw new Error(`${path}: ${(await ask('GET', path, reader)).text}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  await seen('/connectors/x/status', /"tasks":\[\{"id":0/)
  await seen('/connectors/x/tasks', /task\.class/)
  await seen('/connectors/failing/status', /FAILED/)

  const paths = [
    ...['', '/config', '/status', '/tasks', '/tasks/0/status', '/topics', '/offsets', '/config/validate'].map(
      (end) => `/connectors/x${end}`,
    ),
    ...['/connectors/failing/status', '/connectors?expand=info&expand=status', '/config/worker', '/cluster/status'],
    ...['/metrics', '/', '/connector-plugins', '/connector-plugins/FileStreamSource/config'],
  ]
  for (const path of paths)
    for (const who of [reader, operator]) {
      const { status, text } = await ask('GET', path, who)
      expect(status, path).toBeLessThan(300)
      expect(text, path).not.toMatch(planted)
    }
  const restarted = await ask('POST', '/connectors/x/restart?includeTasks=true', operator)
  expect(restarted.text).not.toMatch(planted)
  // Canary: the search does find it for those who deploy, and readers see that something is there.
  expect((await ask('GET', '/connectors/x/config', deployer)).text).toMatch(planted)
  expect((await ask('GET', '/connectors/x/tasks', root)).text).not.toBe('[]')
  expect((await ask('GET', '/connectors/x/config', reader)).text).toContain('"database.password":"[hidden]"')

  const log = worker.log.map((entry) => `${formatLog(entry)}\n${formatLogJson(entry)}`).join('\n')
  expect(log).not.toBe('')
  expect(log).not.toMatch(planted)

  // On disk: the connector's in the config topic, as in Connect (use a config provider); others nowhere.
  const holders = (secret: string) =>
    filesBelow(join(directory, 'broker')).filter((path) => readFileSync(path).includes(secret))
  expect(holders(connectorSecret).length).toBeGreaterThan(0)
  for (const path of holders(connectorSecret)) expect(path).toContain('ours-config')
  expect(holders(workerSecret)).toEqual([])
  expect(holders(credentialSecret)).toEqual([])
})

const filesBelow = (directory: string): string[] =>
  readdirSync(directory, { recursive: true })
    .map((name) => join(directory, String(name)))
    .filter((path) => statSync(path).isFile())
