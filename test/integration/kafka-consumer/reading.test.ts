import { describe } from 'vitest'
import { readingSuite } from '../../src/kafka/consumer/reading-suite.ts'
import { available, startRealKafka } from '../../support/services.ts'

describe.skipIf(!available('real-kafka'))('a consumer on Apache Kafka', () => {
  readingSuite(() =>
    startRealKafka([
      'group.initial.rebalance.delay.ms=0',
      'transaction.state.log.replication.factor=1',
      'transaction.state.log.min.isr=1',
    ]),
  )
})
