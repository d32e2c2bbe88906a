import { expect, test } from 'vitest'
import { connectorTaskConfigs } from '../../../../src/runtime/worker/task-configs.ts'

const made = (
  configs: readonly Readonly<Record<string, unknown>>[],
  connector: Readonly<Record<string, string>> = {},
) => connectorTaskConfigs('c', 'a.LineSinkConnector', connector, configs as never, () => {})

test('task configurations are texts, as they will be read back', () => {
  expect(made([{ text: 'x', number: 5, flag: false, none: null, missing: undefined }])).toEqual([
    { text: 'x', number: '5', flag: 'false', 'task.class': 'a.LineSinkTask' },
  ])
})

test('the framework adds the task class and the topics', () => {
  expect(made([{}], { topics: 'a,b', other: 'x' })).toEqual([{ 'task.class': 'a.LineSinkTask', topics: 'a,b' }])
  expect(made([{}], { 'topics.regex': 'a.*' })).toEqual([{ 'task.class': 'a.LineSinkTask', 'topics.regex': 'a.*' }])
})

test('more tasks than tasks.max are refused unless that is switched off', () => {
  expect(() => made([{}, {}], { 'tasks.max': '1' })).toThrow(
    'The connector c has generated 2 tasks, which is greater than 1, the maximum number of tasks it is configured to create.',
  )
  expect(made([{}, {}], { 'tasks.max': '1', 'tasks.max.enforce': 'false' })).toHaveLength(2)
})
