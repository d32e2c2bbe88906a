import { describe } from 'vitest'
import { adminSuite } from '../../src/kafka/admin/admin-suite.ts'
import { available, startRealKafka } from '../../support/services.ts'

describe.skipIf(!available('real-kafka'))('admin calls on Apache Kafka', () => {
  adminSuite(() =>
    startRealKafka([
      'group.initial.rebalance.delay.ms=0',
      'transaction.state.log.replication.factor=1',
      'transaction.state.log.min.isr=1',
    ]),
  )
})
