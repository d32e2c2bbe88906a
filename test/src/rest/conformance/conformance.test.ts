import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Broker, startBroker } from '../../../../src/broker/index.ts'
import { routes } from '../../../../src/rest/index.ts'
import { type Answer, ask } from './answers.ts'
import { additions, differingRequests } from './differences.ts'
import { type OurWorker, startOurWorker } from './our-worker.ts'
import { requests } from './requests.ts'

/** Recorded from a Java worker by `test/integration/rest/conformance.test.ts` with `RECORD=1`. */
const golden = fileURLToPath(new URL('../../../golden/data/rest/kafka-connect-4.3.1.jsonl', import.meta.url))

describe('a distributed worker answers as a Java worker', () => {
  let directory: string
  let broker: Broker
  let worker: OurWorker
  let ours: ReadonlyMap<string, Answer>
  const java = new Map(
    readFileSync(golden, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer)
      .map((answer) => [answer.id, answer]),
  )

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sluiceway-rest-'))
    const file = join(directory, 'lines')
    writeFileSync(file, 'one\ntwo\n')
    broker = await startBroker({
      dataDir: join(directory, 'broker'),
      config: { 'group.initial.rebalance.delay.ms': '0' },
    })
    // Commits come soon, but not before the request that asks for the offsets of a sink which has only begun.
    worker = await startOurWorker(broker.bootstrapServers, { 'offset.flush.interval.ms': '3000' })
    ours = new Map((await ask(worker.base, file, requests)).map((answer) => [answer.id, answer]))
  })

  afterAll(async () => {
    await worker?.[Symbol.asyncDispose]()
    await broker?.close()
    rmSync(directory, { recursive: true, force: true })
  })

  test('there is a recorded answer for every request', () => {
    expect([...java.keys()]).toEqual(requests.map(({ id }) => id))
  })

  test.each(requests.map(({ id }) => id))('%s', (id) => {
    if (differingRequests().includes(id))
      expect(ours.get(id), 'the row of the table is out of date').not.toEqual(java.get(id))
    else expect(ours.get(id)).toEqual(java.get(id))
  })

  test('the table names requests that exist, and the additions that the route table has', () => {
    const ids = new Set(requests.map(({ id }) => id))
    expect(differingRequests().filter((id) => !ids.has(id))).toEqual([])
    const extensions = routes.filter((route) => route.isExtension).map(({ method, path }) => `${method} ${path}`)
    expect(additions().sort()).toEqual(extensions.sort())
  })

  test('every error has the body of Connect', () => {
    const withoutBody = requests.flatMap(({ id, method }) => (method === 'HEAD' ? [id] : []))
    for (const { id, status, body } of ours.values())
      if (status >= 400 && !withoutBody.includes(id))
        expect(body, id).toEqual({ error_code: status, message: expect.any(String) })
  })
})
