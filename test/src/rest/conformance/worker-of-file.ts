import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { startBroker } from '../../../../src/broker/index.ts'
import { type OurWorker, startOurWorker } from './our-worker.ts'

/** A worker on a broker of its own, for all tests of the file that calls it; there from the first test on. */
export function workerOfFile(): () => OurWorker {
  const started = new AsyncDisposableStack()
  let worker: OurWorker
  beforeAll(async () => {
    const config = { 'group.initial.rebalance.delay.ms': '0' }
    const dataDir = mkdtempSync(join(tmpdir(), 'sluiceway-rest-'))
    started.defer(() => rmSync(dataDir, { recursive: true, force: true }))
    const broker = await startBroker({ dataDir, config })
    started.defer(() => broker.close())
    worker = started.use(await startOurWorker(broker.bootstrapServers))
  })
  afterAll(() => started.disposeAsync())
  return () => worker
}
