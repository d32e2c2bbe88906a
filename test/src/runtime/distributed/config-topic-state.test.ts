import fc from 'fast-check'
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
  const topic = new ConfigTopicState()
  const changes = records.map((record, offset) => topic.apply(record, offset)?.kind ?? null)
  return { state: topic.state, connector: (name: string) => topic.state.connectors.get(name), changes }
}
const task = (connector: string, number: number) => taskRecord({ connector, task: number }, { n: String(number) })

describe('the config topic', () => {
  test('tasks count from their commit on', () => {
    const records = [connectorRecord('a-1', { x: 'y' }), task('a-1', 0), task('a-1', 1)]
    expect(replay(...records).connector('a-1')?.tasks).toEqual([])
    const { state, connector, changes } = replay(...records, commitRecord('a-1', 2))
    expect(changes).toEqual(['connector-config', null, null, 'task-configs'])
    expect(connector('a-1')).toMatchObject({
      tasks: [{ n: '0' }, { n: '1' }],
      appliedConfig: { x: 'y' },
      isFencingPending: true,
    })
    expect(state.offset).toBe(3)
  })

  test('a commit that does not find all tasks makes the connector inconsistent until the next whole one', () => {
    const records = [connectorRecord('a', {}), task('a', 1), commitRecord('a', 2)]
    expect(replay(...records).connector('a')).toMatchObject({ isInconsistent: true, tasks: [] })
    const whole = replay(...records, task('a', 0), task('a', 1), commitRecord('a', 2))
    expect(whole.connector('a')).toMatchObject({ isInconsistent: false, tasks: [{ n: '0' }, { n: '1' }] })
  })

  test('a key without value is no key, and a number is its text', () => {
    const record = { key: 'connector-a', value: { properties: { x: 'y', none: null, n: 5 } } }
    expect(replay(record).connector('a')?.config).toEqual({ x: 'y', n: '5' })
  })

  test('readers prefer state.v2; an old worker reads STOPPED as PAUSED', () => {
    expect(targetStateRecord('a', 'STOPPED').value).toEqual({ state: 'PAUSED', 'state.v2': 'STOPPED' })
    expect(replay(connectorRecord('a', {}), targetStateRecord('a', 'STOPPED')).connector('a')?.target).toBe('STOPPED')
    const old: ConfigRecord = { key: 'target-state-a', value: { state: 'PAUSED' } }
    expect(replay(connectorRecord('a', {}), old).connector('a')?.target).toBe('PAUSED')
  })

  test('a target state written before its connector is kept; its removal means STARTED', () => {
    expect(replay(targetStateRecord('a', 'PAUSED'), connectorRecord('a', {})).connector('a')?.target).toBe('PAUSED')
    const removed = replay(connectorRecord('a', {}), targetStateRecord('a', 'PAUSED'), targetStateRecord('a', null))
    expect(removed.connector('a')?.target).toBe('STARTED')
  })

  test('a deleted connector leaves nothing behind that a new one of its name would inherit', () => {
    const records = [
      connectorRecord('a', {}),
      task('a', 0),
      commitRecord('a', 1),
      targetStateRecord('a', 'PAUSED'),
      connectorRecord('a', null),
    ]
    expect(replay(...records).connector('a')).toBeUndefined()
    expect(replay(...records, connectorRecord('a', { b: 'c' })).connector('a')).toMatchObject({
      tasks: [],
      target: 'STARTED',
      appliedConfig: null,
    })
  })

  test('fencing counts survive in the state of the connector', () => {
    expect(replay(connectorRecord('a', {}), fencingRecord('a', 3)).connector('a')?.fencedTaskCount).toBe(3)
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
    const { state, changes } = replay(...strange)
    expect(new Set(changes)).toEqual(new Set([null]))
    expect(state.connectors.size).toBe(0)
    expect(state.offset).toBe(6)
  })
})

test('a connector that is made anew under an old name looks like another one', () => {
  const topic = new ConfigTopicState()
  let offset = 0
  const write = (...records: ConfigRecord[]) => {
    for (const record of records) topic.apply(record, offset++)
    return topic.state.connectors.get('c')!
  }
  const made = () =>
    write(connectorRecord('c', { v: '1' }), taskRecord({ connector: 'c', task: 0 }, {}), commitRecord('c', 1))
  const before = made()
  write(connectorRecord('c', null))
  const after = made()
  expect(after.configRevision).not.toBe(before.configRevision)
  expect(after.tasksRevision).not.toBe(before.tasksRevision)
})

test('tasks that are written again have to be fenced again, also when they are as many', () => {
  const topic = new ConfigTopicState()
  let offset = 0
  const write = (...records: ConfigRecord[]) => {
    for (const record of records) topic.apply(record, offset++)
    return topic.state.connectors.get('c')!.isFencingPending
  }
  const tasks = [taskRecord({ connector: 'c', task: 0 }, {}), commitRecord('c', 1)]
  expect(write(connectorRecord('c', {}), ...tasks)).toBe(true)
  expect(write(fencingRecord('c', 1))).toBe(false)
  expect(write(...tasks)).toBe(true)
})

test('whatever stands in the topic, it is read to its end, and what is written well afterwards counts', () => {
  const kinds = ['target-state', 'connector', 'task', 'commit', 'restart-connector', 'tasks-fencing', 'logger-cluster']
  const known = fc
    .tuple(fc.constantFrom(...kinds), fc.constantFrom('a', 'a-0', 'a-1', '__proto__', '-', 'é'))
    .map((parts) => parts.join('-'))
  const key = fc.oneof(known, fc.constantFrom('session-key', 'deployment-x', ''), fc.string())
  const field = fc.constantFrom('properties', 'tasks', 'state', 'state.v2', 'task-count', 'level', 'key', '__proto__')
  const value = fc.oneof(
    fc.constant(null),
    fc.dictionary(field, fc.oneof(fc.jsonValue(), fc.integer(), fc.constant(4_294_967_295))),
  )
  fc.assert(
    fc.property(fc.array(fc.record({ key, value })), (records) => {
      const good = [connectorRecord('a', { x: 'y' }), targetStateRecord('a', null), task('a', 0), commitRecord('a', 1)]
      const { state, connector } = replay(...(records as ConfigRecord[]), ...good)
      expect(state.offset).toBe(records.length + 3)
      expect(connector('a')).toMatchObject({ config: { x: 'y' }, target: 'STARTED', tasks: [{ n: '0' }] })
      for (const { tasks } of state.connectors.values()) expect(tasks.length).toBeLessThan(records.length + 2)
    }),
    { numRuns: 300 },
  )
})
