import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Broker, startBroker } from '../../../src/broker/index.ts'
import { awaitTasks, connectCall } from '../../e2e/connect-call.ts'
import { distributedSettings, openPlace, type Place, properties } from '../../e2e/place.ts'
import type { WorkerProcess } from '../../e2e/worker-process.ts'
import { type CountingProxy, type Moment, startCountingProxy } from './counting-proxy.ts'

const bin = fileURLToPath(new URL('../../../bin/pipeline.js', import.meta.url))
const dataDir = mkdtempSync(join(tmpdir(), 'sluiceway-killed-'))
let broker: Broker
let place: Place
let worker: WorkerProcess
let proxy: CountingProxy

beforeAll(async () => {
  broker = await startBroker({ dataDir, config: { 'group.initial.rebalance.delay.ms': '0' } })
  place = await openPlace(broker.bootstrapServers)
  const settings = {
    ...distributedSettings(place, 'killed'),
    'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
  }
  worker = await place.worker(['distributed', place.write('worker.properties', properties(settings))])
  proxy = await startCountingProxy(worker.url)
  await mkdir(join(place.folder, 'pipelines'))
})

afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]()
  await place?.[Symbol.asyncDispose]()
  await broker?.close()
  rmSync(dataDir, { recursive: true, force: true })
})

interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

/** The command, against the proxy; killed with SIGKILL at the nth changing call. */
function command(args: readonly string[], nth: number, moment: Moment): Promise<Ended> {
  const token = readFileSync(join(place.folder, 'home/tokens', new URL(worker.url).port), 'utf8').trim()
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args, '--to', proxy.url, '--token', token], {
      cwd: place.folder,
      env: { ...process.env, NO_COLOR: '1', SLUICEWAY_HOME: join(place.folder, 'home') },
    })
    const output: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text))
    proxy.arm(nth, moment, () => void child.kill('SIGKILL'))
    child.on('error', reject)
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, output: output.join('') }))
  })
}

const NEVER = Number.POSITIVE_INFINITY

const write = (mark: string) =>
  place.write(
    'pipelines/code.ts',
    `import { pipeline, fileSource, fileSink, map } from 'sluiceway'
export default pipeline('code', {
  source: fileSource({ file: '${place.folder}/in.txt', topic: 'code' })
    .through(map((record) => record.withValue(record.valueSchema, record.value + '${mark}'))),
  sinks: { out: fileSink({ file: '${place.folder}/out-${mark}.txt' }).from('code') },
})`,
  )

test('pipeline deploy, killed at any of its calls, is completed by running it again', {
  timeout: 600_000,
}, async () => {
  place.write('in.txt', 'one\n')
  const { url } = worker
  const kills: string[] = []
  for (const moment of ['before', 'after'] as const) {
    for (let nth = 1; ; nth++) {
      // New code and a new configuration of both connectors each time.
      write(`${moment}-${nth}`)
      const killed = await command(['deploy', '--name', 'shop'], nth, moment)
      if (killed.signal === null) {
        expect(killed.exitCode, killed.output).toBe(0)
        break
      }
      kills.push(`${moment} ${nth}`)
      const { body: names } = await connectCall<string[]>(url, 'GET', '/connectors')
      expect([0, 2]).toContain(names.length)
      const again = await command(['deploy', '--name', 'shop'], NEVER, moment)
      expect(again.exitCode, again.output).toBe(0)
      await awaitTasks(url, 'code-source', 'RUNNING')
      await awaitTasks(url, 'code-out', 'RUNNING')
      const { body: config } = await connectCall<Record<string, string>>(url, 'GET', '/connectors/code-out/config')
      expect(config['file']).toContain(`out-${moment}-${nth}.txt`)
    }
  }
  // Two validations, a chunk, a bundle, and the deployment.
  expect(kills).toEqual(['before', 'after'].flatMap((moment) => [1, 2, 3, 4, 5].map((nth) => `${moment} ${nth}`)))
})

test('pipeline offsets reset, killed at any of its calls, lets the connector run again when it is run again', {
  timeout: 600_000,
}, async () => {
  const { url } = worker
  const file = place.write('reset-in.txt', 'a\nb\nc\n')
  await connectCall(url, 'PUT', '/connectors/lines/config', {
    ...{ 'connector.class': 'FileStreamSource', file, topic: 'reset-lines' },
  })
  const offset = async () =>
    (await connectCall<{ offsets: unknown }>(url, 'GET', '/connectors/lines/offsets')).body.offsets
  const args = ['offsets', 'reset', 'lines', '--to-offset', 'position=2']
  let kills = 0
  for (const moment of ['before', 'after'] as const) {
    for (const nth of [1, 2, 3]) {
      await awaitTasks(url, 'lines', 'RUNNING')
      await vi.waitFor(async () => expect(await offset()).toMatchObject([{ offset: { position: 6 } }]), {
        timeout: 60_000,
      })
      const killed = await command(args, nth, moment)
      expect(killed.signal, killed.output).toBe('SIGKILL')
      kills++
      const again = await command(args, NEVER, moment)
      expect(again.exitCode, again.output).toBe(0)
      expect(again.output).toContain('resumed  lines')
      await awaitTasks(url, 'lines', 'RUNNING')
    }
  }
  expect(kills).toBe(6)
})
