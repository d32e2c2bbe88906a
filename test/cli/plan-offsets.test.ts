import { expect, test } from 'vitest'
import { withAdmin } from '../../cli/broker/cluster-flags.ts'
import { planSinkOffsets } from '../../cli/remote/plan-offsets.ts'
import { testBroker } from '../src/runtime/fixtures/test-worker.ts'

test('the topics of a sink are found by a regular expression as Java reads it', async () => {
  const { bootstrapServers } = await testBroker()
  const flags = { 'bootstrap-server': bootstrapServers, 'command-config': undefined }
  const planned = await withAdmin(flags, async (admin) => {
    await admin.createTopics(['Orders-EU', 'orders-us', 'lines'].map((name) => ({ name, partitions: 1 })))
    const connector = { name: 'out', type: 'sink', config: { 'topics.regex': '(?i)orders-\\p{Alpha}+' } } as const
    return planSinkOffsets(admin, connector, { to: 'earliest' }, { topics: [], partitions: [] })
  })
  expect(planned.map(({ partition, to }) => [partition['kafka_topic'], to])).toEqual([
    ['Orders-EU', { kafka_offset: 0 }],
    ['orders-us', { kafka_offset: 0 }],
  ])
})
