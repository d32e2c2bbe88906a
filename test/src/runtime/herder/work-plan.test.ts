import { expect, test } from 'vitest'
import { assignAll, planWork, type RunningWork } from '../../../../src/runtime/herder/work-plan.ts'
import type { ConfigState, ConnectorRecord } from '../../../../src/runtime/store/config-state.ts'

const record = (changes: Partial<ConnectorRecord>): ConnectorRecord => ({
  name: 'a',
  config: {},
  target: 'STARTED',
  tasks: [{}, {}],
  appliedConfig: {},
  configRevision: 1,
  tasksRevision: 1,
  isInconsistent: false,
  fencedTaskCount: null,
  isFencingPending: false,
  ...changes,
})
const stateOf = (...records: ConnectorRecord[]): ConfigState => ({
  offset: 1,
  connectors: new Map(records.map((each) => [each.name, each])),
})
const nothing: RunningWork = { connectors: new Map(), tasks: new Map() }
const task = (number: number) => ({ connector: 'a', task: number })
const running = (revision: number, target: 'STARTED' | 'PAUSED' = 'STARTED'): RunningWork => ({
  connectors: new Map([['a', { revision, target }]]),
  tasks: new Map([0, 1].map((number) => [`a-${number}`, { id: task(number), revision, target }])),
})
const plan = (state: ConfigState, work: RunningWork) => planWork(state, assignAll(state), work)

test('what is assigned and does not run is started', () => {
  const started = { revision: 1, target: 'STARTED' }
  expect(plan(stateOf(record({})), nothing)).toEqual([
    { do: 'start-connector', connector: 'a', started },
    { do: 'start-task', id: task(0), started },
    { do: 'start-task', id: task(1), started },
  ])
})

test('what runs as it should is left alone', () => {
  expect(plan(stateOf(record({})), running(1))).toEqual([])
})

test('what is gone is stopped', () => {
  expect(plan(stateOf(), running(1)).map((order) => order.do)).toEqual(['stop-connector', 'stop-task', 'stop-task'])
})

test('a change of the configuration restarts the connector and not its tasks', () => {
  expect(plan(stateOf(record({ configRevision: 2 })), running(1)).map((order) => order.do)).toEqual([
    'stop-connector',
    'start-connector',
  ])
})

test('new task configurations restart the tasks, and a task too many is only stopped', () => {
  expect(plan(stateOf(record({ tasksRevision: 2, tasks: [{}] })), running(1))).toEqual([
    { do: 'stop-task', id: task(0) },
    { do: 'stop-task', id: task(1) },
    { do: 'start-task', id: task(0), started: { revision: 2, target: 'STARTED' } },
  ])
})

test('pausing rests the connector and hands the state to the tasks that run', () => {
  expect(plan(stateOf(record({ target: 'PAUSED' })), running(1)).map((order) => order.do)).toEqual([
    'stop-connector',
    'set-task-target',
    'set-task-target',
    'start-connector',
  ])
})

test('a stopped connector has no tasks', () => {
  expect(plan(stateOf(record({ target: 'STOPPED' })), running(1)).map((order) => order.do)).toEqual([
    'stop-connector',
    'stop-task',
    'stop-task',
    'start-connector',
  ])
})
