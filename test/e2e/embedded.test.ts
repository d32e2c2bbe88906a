import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Broker, startBroker } from '../../src/broker/index.ts'
import { openPlace, type Place } from './place.ts'
import { w1 } from './w1-increment.ts'
import { w2 } from './w2-datagen.ts'
import { w5 } from './w5-offsets.ts'
import { w8 } from './w8-errors.ts'
import { w9 } from './w9-rest.ts'
import { w10 } from './w10-workers.ts'

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
  w2(() => place)
  w5(() => place)
  w8(() => place)
  w9(() => place)
  w10(() => place)
})
