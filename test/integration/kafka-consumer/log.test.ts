import { describe } from 'vitest'
import { logSuite } from '../../src/kafka/log/log-suite.ts'
import { available, startRealKafka } from '../../support/services.ts'

describe.skipIf(!available('real-kafka'))('a log over a topic of Apache Kafka', () => {
  logSuite(() =>
    startRealKafka([
      'group.initial.rebalance.delay.ms=0',
      'transaction.state.log.replication.factor=1',
      'transaction.state.log.min.isr=1',
    ]),
  )
})
