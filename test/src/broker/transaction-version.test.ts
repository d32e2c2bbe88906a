import { afterAll, beforeAll, describe } from 'vitest'
import { type Broker, startBroker } from '../../../src/broker/index.ts'
import { transactionSuite } from './support/transaction-suite.ts'
import { temporaryDirectory } from './support/with-broker.ts'

describe.each([1, 2] as const)('transaction.version %i', (level) => {
  const directory = temporaryDirectory()
  let broker: Broker
  beforeAll(async () => {
    broker = await startBroker({
      dataDir: directory.path,
      config: { 'transaction.abort.timed.out.transaction.cleanup.interval.ms': '200' },
      featureLevels: { 'transaction.version': level },
    })
  })
  afterAll(async () => {
    await broker.close()
    directory.remove()
  })
  transactionSuite('embedded broker', {
    bootstrapServers: () => broker.bootstrapServers,
    level,
    abortedWithinMs: 10_000,
  })
})
