import { afterAll, beforeAll, describe } from 'vitest'
import { openPlace, type Place } from '../../e2e/place.ts'
import { w1 } from '../../e2e/w1-increment.ts'
import { w2 } from '../../e2e/w2-datagen.ts'
import { w5 } from '../../e2e/w5-offsets.ts'
import { w8 } from '../../e2e/w8-errors.ts'
import { w9 } from '../../e2e/w9-rest.ts'
import { w10 } from '../../e2e/w10-workers.ts'
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
  w2(() => place)
  w5(() => place)
  w8(() => place)
  w9(() => place)
  w10(() => place)
})
