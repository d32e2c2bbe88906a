import { describe, expect, test } from 'vitest'
import {
  type ConfigRecord,
  commitRecord,
  connectorRecord,
  fencingRecord,
  targetStateRecord,
  taskRecord,
} from '../../../../src/runtime/distributed/config-records.ts'
import { ConfigTopicState } from '../../../../src/runtime/distributed/config-topic-state.ts'

const replay = (...records: ConfigRecord[]) => {
  const state = new ConfigTopicState()
  const events = records.map((record, offset) => state.apply(record, offset))
  return { state, events: events.map((event) => event.type) }
}
const task = (connector: string, number: number, config = { n: String(number) }) =>
  taskRecord({ connector, task: number }, config)

describe('the config topic', () => {
  test('tasks count from their commit on', () => {
    const before = replay(connectorRecord('a-1', { x: 'y' }), task('a-1', 0), task('a-1', 1))
    expect(before.state.tasks('a-1')).toEqual([])
    const { state, events } = replay(
      connectorRecord('a-1', { x: 'y' }),
      task('a-1', 0),
      task('a-1', 1),
      commitRecord('a-1', 2),
    )
    expect(events).toEqual(['connector-changed', 'ignored', 'ignored', 'tasks-changed'])
    expect(state.tasks('a-1')).toEqual([
      { connector: 'a-1', task: 0 },
      { connector: 'a-1', task: 1 },
    ])
    expect(state.taskConfig({ connector: 'a-1', task: 1 })).toEqual({ n: '1' })
    expect([...state.work().tasks]).toEqual(['a-1-0', 'a-1-1'])
    expect(state.offset).toBe(3)
  })

  test('a commit that does not find all tasks makes the connector inconsistent until the next whole one', () => {
    const records = [connectorRecord('a', {}), task('a', 1), commitRecord('a', 2)]
    expect(replay(...records).state.isInconsistent('a')).toBe(true)
    expect(replay(...records).state.tasks('a')).toEqual([])
    const { state } = replay(...records, task('a', 0), task('a', 1), commitRecord('a', 2))
    expect(state.isInconsistent('a')).toBe(false)
    expect(state.tasks('a')).toHaveLength(2)
  })

  test('readers prefer state.v2; an old worker reads STOPPED as PAUSED', () => {
    expect(targetStateRecord('a', 'STOPPED').value).toEqual({ state: 'PAUSED', 'state.v2': 'STOPPED' })
    expect(replay(connectorRecord('a', {}), targetStateRecord('a', 'STOPPED')).state.targetState('a')).toBe('STOPPED')
    expect(
      replay(connectorRecord('a', {}), { key: 'target-state-a', value: { state: 'PAUSED' } }).state.targetState('a'),
    ).toBe('PAUSED')
  })

  test('a target state written before its connector is kept; its removal means STARTED', () => {
    expect(replay(targetStateRecord('a', 'PAUSED'), connectorRecord('a', {})).state.targetState('a')).toBe('PAUSED')
    expect(
      replay(
        connectorRecord('a', {}),
        targetStateRecord('a', 'PAUSED'),
        targetStateRecord('a', null),
      ).state.targetState('a'),
    ).toBe('STARTED')
  })

  test('deleting a connector forgets its tasks and state', () => {
    const { state, events } = replay(
      connectorRecord('a', {}),
      task('a', 0),
      commitRecord('a', 1),
      fencingRecord('a', 1),
      connectorRecord('a', null),
      targetStateRecord('a', null),
    )
    expect(events.at(-2)).toBe('connector-removed')
    expect(state.connectors()).toEqual([])
    expect(state.tasks('a')).toEqual([])
    expect(state.targetState('a')).toBeNull()
  })

  test('what it does not understand changes nothing', () => {
    const strange: ConfigRecord[] = [
      { key: 'deployment-7', value: { a: 1 } },
      { key: 'connector-a', value: { properties: 'text' } },
      { key: 'commit-a', value: { tasks: -1 } },
      { key: 'task-a-x', value: { properties: {} } },
      { key: 'target-state-a', value: { state: 'SLEEPING' } },
      { key: 'session-key', value: { key: 7 } },
      { key: '', value: null },
    ]
    const { state, events } = replay(...strange)
    expect(new Set(events)).toEqual(new Set(['ignored']))
    expect(state.connectors()).toEqual([])
    expect(state.offset).toBe(6)
  })
})
