import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Broker, startBroker } from '../../src/broker/index.ts'
import { openPlace, type Place } from './place.ts'
import { w1 } from './w1-increment.ts'

describe('on the embedded broker', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sluiceway-e2e-broker-'))
  let broker: Broker
  let place: Place

  beforeAll(async () => {
    broker = await startBroker({ dataDir, config: { 'group.initial.rebalance.delay.ms': '0' } })
    place = await openPlace(broker.bootstrapServers)
  })

  afterAll(async () => {
    await place?.[Symbol.asyncDispose]()
    await broker?.close()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
  })

  w1(() => place)
})
