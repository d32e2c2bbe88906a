import { afterAll, beforeAll, describe } from 'vitest'
import { openPlace, type Place } from '../../e2e/place.ts'
import { w1 } from '../../e2e/w1-increment.ts'
import { available, type RealKafka, startRealKafka } from '../../support/services.ts'

describe.skipIf(!available('real-kafka'))('on Apache Kafka', () => {
  let kafka: RealKafka
  let place: Place

  beforeAll(async () => {
    kafka = await startRealKafka(['group.initial.rebalance.delay.ms=0'])
    place = await openPlace(kafka.bootstrapServers)
  })

  afterAll(async () => {
    await place?.[Symbol.asyncDispose]()
    await kafka?.[Symbol.asyncDispose]()
  })

  w1(() => place)
})
