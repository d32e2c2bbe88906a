import { expect, it } from 'vitest'
import { increment } from '../../connectors/increment/index.ts'
import type { Struct } from '../../src/data/index.ts'
import { startTask, taskConfigsOf } from './source-task-run.ts'

const props = { increments: '1,100', 'topic.prefix': 'seq_', 'poll.interval.ms': '1' }

it('counts in steps, each to its own topic', async () => {
  const run = await startTask(increment, props)
  const records = await run.poll(6)
  const of = (topic: string) => records.filter((record) => record.topic === topic)
  expect(of('seq_100').map(({ value }) => (value as Struct).get('value'))).toEqual([100n, 200n, 300n])
  expect(of('seq_1').map(({ sourceOffset }) => sourceOffset)).toEqual([
    { position: 1 },
    { position: 2 },
    { position: 3 },
  ])
  expect(of('seq_1')[0]?.sourcePartition).toEqual({ increment: 1 })
  expect(run.logged).toContain('Task config: (prefix: seq_, increments 1,100)')
  await run.stop()
})

it('goes on after the committed offset', async () => {
  const run = await startTask(increment, props, ({ increment }) => (increment === 100 ? { position: 17 } : null))
  const [one, hundred] = await run.poll(2)
  expect((one!.value as Struct).get('value')).toBe(1n)
  expect((hundred!.value as Struct).get('value')).toBe(1800n)
  expect(run.logged.filter((line) => line.startsWith('We found an offset for increment'))).toHaveLength(1)
  await run.stop()
})

it('divides the increments over the tasks', async () => {
  const increments = 'departments,employees,dept_emp,dept_manager,titles,salaries'
  const configs = await taskConfigsOf(increment, { ...props, increments }, 3)
  expect(configs.map((config) => config['increments'])).toEqual([
    'departments,employees',
    'dept_emp,dept_manager',
    'titles,salaries',
  ])
  expect(await taskConfigsOf(increment, props, 5)).toHaveLength(2)
})
