import { afterAll, beforeAll, describe } from 'vitest'
import { transactionSuite } from '../../src/broker/support/transaction-suite.ts'
import { available, type RealKafka, startRealKafka } from '../../support/services.ts'

describe.skipIf(!available('real-kafka'))('transactions on Apache Kafka', () => {
  let kafka: RealKafka
  const bootstrapServers = () => kafka.bootstrapServers
  beforeAll(async () => {
    kafka = await startRealKafka(['transaction.abort.timed.out.transaction.cleanup.interval.ms=1000'])
  })
  afterAll(() => kafka?.[Symbol.asyncDispose]())

  transactionSuite('version 2', { bootstrapServers, level: 2, abortedWithinMs: 20_000 })

  describe('after a downgrade', () => {
    beforeAll(() => {
      kafka.tool('class', 'org.apache.kafka.tools.FeatureCommand', 'downgrade', '--feature', 'transaction.version=1')
    })
    transactionSuite('version 1', { bootstrapServers, level: 1, abortedWithinMs: 20_000 })
  })
})
