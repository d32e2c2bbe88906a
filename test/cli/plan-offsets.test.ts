import { Parser } from '@oclif/core'
import { expect, test } from 'vitest'
import { withAdmin } from '../../cli/broker/cluster-flags.ts'
import { resetFlags } from '../../cli/broker/reset-flags.ts'
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

test('a partition that no topic of the sink has is refused', async () => {
  const { bootstrapServers } = await testBroker()
  const flags = { 'bootstrap-server': bootstrapServers, 'command-config': undefined }
  const connector = { name: 'out', type: 'sink', config: { topics: 'lines' } } as const
  await withAdmin(flags, async (admin) => {
    await admin.createTopics([{ name: 'lines', partitions: 2 }])
    const plan = (partition: string) =>
      planSinkOffsets(admin, connector, { to: 'earliest' }, { topics: [], partitions: [partition] })
    expect((await plan('1')).map(({ partition }) => partition['kafka_partition'])).toEqual([1])
    await expect(plan('2')).rejects.toThrow('out reads no partition 2.')
  })
})

test.each([
  ['+2', 2],
  ['-3', -3],
  ['4', 4],
])('--shift-by takes %s', async (text, by) => {
  const { flags } = await Parser.parse(['--shift-by', text], { flags: resetFlags })
  expect(flags['shift-by']).toBe(by)
})

test.each(['1.5', '', 'x', '1e3', '99999999999999999999'])("--shift-by does not take '%s'", async (text) => {
  await expect(Parser.parse([`--shift-by=${text}`], { flags: resetFlags })).rejects.toThrow(/shift-by/)
})
