import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { builtinCatalogue } from '../../../src/app/catalogue.ts'
import { readLocalToken } from '../../../src/app/local-token.ts'
import { type RunningWorker, startDistributed } from '../../../src/app/start-worker.ts'
import { compileFiles } from '../../../src/compiler/index.ts'
import { applyDeploy, ConnectClient, planDeploy } from '../../../src/deploy/index.ts'
import { systemClock } from '../../../src/kafka/index.ts'
import { groupWorkerProps } from '../../support/group-worker-props.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { readTopic, testBroker } from '../runtime/fixtures/test-worker.ts'

const home = mkdtempSync(join(tmpdir(), 'sluiceway-home-'))

beforeAll(() => {
  process.env['SLUICEWAY_HOME'] = home
})

afterAll(() => rmSync(home, { recursive: true }))

async function worker(bootstrapServers: string): Promise<RunningWorker> {
  const started = await startDistributed(
    {
      ...groupWorkerProps(bootstrapServers, 'g'),
      'scheduled.rebalance.max.delay.ms': '0',
      'heartbeat.interval.ms': '500',
      'task.isolation': 'shared',
      listeners: 'http://127.0.0.1:0',
    },
    { log: () => {} },
  )
  onTestFinished(() => started.stop())
  return started
}

/** A pipeline with code, which reads in.txt and writes out.txt with a mark behind each line. */
const source = (folder: string, mark: string, sinks = ['out']) => `
import { pipeline, fileSource, fileSink, map, string } from 'sluiceway'
const strings = { key: string(), value: string() }
export default pipeline('code', {
  source: fileSource({ file: '${folder}/in.txt', topic: 'code' })
    .through(map((record) => record.withValue(record.valueSchema, record.value + '${mark}'))).as(strings),
  sinks: { ${sinks.map((sink) => `${sink}: fileSink({ file: '${folder}/${sink}.txt' }).from('code').as(strings)`).join(', ')} },
})`

async function project(mark = '!', sinks?: string[]) {
  const folder = tempDir()
  mkdirSync(join(folder, 'pipelines'))
  writeFileSync(join(folder, 'in.txt'), 'one\ntwo\n')
  const write = (text: string) => writeFileSync(join(folder, 'pipelines/code.ts'), text)
  write(source(folder, mark, sinks))
  const request = async () => {
    const { pipelines, diagnostics } = await compileFiles(['pipelines'], { catalogue: builtinCatalogue(), cwd: folder })
    expect(diagnostics).toEqual([])
    return { id: 'shop', pipelines, inputs: ['pipelines'], artefact: JSON.stringify(pipelines) }
  }
  return { folder, write, request }
}

type Fetch = ConstructorParameters<typeof ConnectClient>[0]['fetch']

async function client(url: string, through: Fetch = (target, init) => fetch(target, init)) {
  const token = await readLocalToken(Number(new URL(url).port))
  return new ConnectClient({
    url,
    authorization: token === null ? null : `Bearer ${token}`,
    fetch: through,
    clock: systemClock,
    retryMs: 20_000,
  })
}

async function deploy(to: ConnectClient, request: Parameters<typeof planDeploy>[1]) {
  const plan = await planDeploy(to, request)
  const running = await applyDeploy(to, plan, {
    clock: systemClock,
    timeoutMs: 40_000,
    onUpload: () => {},
    onApplied: () => {},
    onProgress: () => {},
  })
  return { plan, running }
}

const lines = (path: string) => vi.waitFor(() => readFileSync(path, 'utf8'), { timeout: 60_000 })

test('a deployment through a follower is one transaction with its record last; another worker finds the code; removed sinks go', async () => {
  const broker = await testBroker()
  const first = await worker(broker.bootstrapServers)
  const second = await worker(broker.bootstrapServers)
  const { folder, write, request } = await project('!', ['out', 'copy'])
  const { plan, running } = await deploy(await client(second.restUrl), await request())
  expect(plan.connectors.map(({ name, action }) => [name, action])).toEqual([
    ['code-source', 'create'],
    ['code-out', 'create'],
    ['code-copy', 'create'],
  ])
  expect(running.every(({ tasksRunning }) => tasksRunning === 1)).toBe(true)
  await vi.waitFor(async () => expect(await lines(join(folder, 'out.txt'))).toBe('one!\ntwo!\n'), { timeout: 60_000 })

  const keys = (await readTopic(broker.bootstrapServers, 'g-configs', true)).map(({ key }) =>
    Buffer.from(key!).toString(),
  )
  const at = keys.indexOf('deployment-shop')
  expect(keys.slice(at - 3, at)).toEqual(['connector-code-source', 'connector-code-out', 'connector-code-copy'])

  await second.stop()
  writeFileSync(join(folder, 'in.txt'), 'one\ntwo\nthree\n')
  await vi.waitFor(async () => expect(await lines(join(folder, 'out.txt'))).toContain('three!'), { timeout: 60_000 })

  write(source(folder, '?'))
  const again = await deploy(await client(first.restUrl), await request())
  expect(again.plan.connectors.map(({ name, action }) => [name, action])).toEqual([
    ['code-copy', 'delete'],
    ['code-source', 'change'],
    ['code-out', 'keep'],
  ])
  expect(again.plan.connectors[1]!.changes.map(({ key }) => key)).toEqual(['transforms.map.bundle'])
  expect(await first.herder.connectors()).toEqual(['code-out', 'code-source'])
})

test('interrupted before or after any of its calls, a deployment is completed by running it again', {
  timeout: 180_000,
}, async () => {
  const broker = await testBroker()
  const { restUrl, herder } = await worker(broker.bootstrapServers)
  const { folder, write, request } = await project()
  const isChange = (method: string) => method !== 'GET'
  for (const when of ['before', 'after'] as const) {
    for (let broken = 1; ; broken++) {
      // New code each time: the upload is interrupted too.
      write(source(folder, `${when}${broken}`))
      const wanted = await request()
      let count = 0
      const through: Fetch = async (target, init) => {
        if (!isChange(init.method) || ++count < broken) return fetch(target, init)
        if (count === broken && when === 'after') await (await fetch(target, init)).arrayBuffer()
        throw new DOMException('killed', 'AbortError')
      }
      const killed = new ConnectClient({
        url: restUrl,
        authorization: `Bearer ${await readLocalToken(Number(new URL(restUrl).port))}`,
        fetch: through,
        clock: systemClock,
        retryMs: 0,
      })
      const outcome = await deploy(killed, wanted).catch((error: unknown) => error)
      if (count < broken) {
        // The sink is the same after an even one: validation of the source, chunk, bundle, deployment.
        expect(broken).toBe(5)
        break
      }
      expect(outcome).toBeInstanceOf(Error)
      const connectors = await herder.connectors()
      expect([0, 2]).toContain(connectors.length)
      const { running } = await deploy(await client(restUrl), wanted)
      expect(running.map(({ state, tasksRunning }) => [state, tasksRunning])).toEqual([
        ['RUNNING', 1],
        ['RUNNING', 1],
      ])
      if (broken % 2 === 1) for (const name of await herder.connectors()) await herder.deleteConnectorConfig(name)
    }
  }
})

test('code is taken from the deploy role only: without authentication from this machine with the token alone', async () => {
  const broker = await testBroker()
  const { restUrl } = await worker(broker.bootstrapServers)
  const { request } = await project()
  const call = (authorization?: string) =>
    fetch(`${restUrl}/bundle-chunks/${'0'.repeat(64)}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', ...(authorization ? { Authorization: authorization } : {}) },
      body: JSON.stringify({ data: '' }),
    })
  expect((await call()).status).toBe(403)
  expect((await call('Bearer wrong')).status).toBe(403)
  const token = await readLocalToken(Number(new URL(restUrl).port))
  const wrongHash = await call(`Bearer ${token}`)
  expect(wrongHash.status).toBe(400)
  expect(await wrongHash.json()).toMatchObject({ message: expect.stringContaining("chunk's bytes have the hash") })
  const stranger = new ConnectClient({ url: restUrl, fetch: (url, init) => fetch(url, init), clock: systemClock })
  await expect(deploy(stranger, await request())).rejects.toMatchObject({ code: 'SLW6020' })
})

test('a task that fails fails the deployment with its trace; the fixed one comes up', async () => {
  const broker = await testBroker()
  const { restUrl } = await worker(broker.bootstrapServers)
  const { folder, write, request } = await project()
  write(
    source(folder, '!')
      .replace("record.value + '!'", 'nothing(record)')
      .replace(
        'const strings',
        'const nothing = (record) => { throw new Error("no such thing as " + record.value) }\nconst strings',
      ),
  )
  const to = await client(restUrl)
  await expect(deploy(to, await request())).rejects.toMatchObject({
    code: 'SLW6024',
    message: expect.stringContaining('no such thing as one'),
  })
  write(source(folder, '!'))
  const { running } = await deploy(to, await request())
  expect(running.map(({ tasksRunning }) => tasksRunning)).toEqual([1, 1])
})
