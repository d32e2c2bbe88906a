import { describe, expect, test } from 'vitest'
import {
  decodeConnectAssignment,
  emptyConnectAssignment,
  encodeConnectAssignment,
} from '../../../../src/kafka/index.ts'
import { Heartbeat, JoinGroup, SyncGroup } from '../../../../src/protocol/index.ts'
import { ConnectGroupProtocol } from '../../../../src/runtime/distributed/connect-group-protocol.ts'
import { CoordinatorWatch } from '../../../../src/runtime/distributed/coordinator-watch.ts'
import { IncrementalAssignor } from '../../../../src/runtime/distributed/incremental-assignor.ts'
import { workOf } from '../../../../src/runtime/distributed/work.ts'
import { SimClock } from '../../kafka/group/sim/sim-clock.ts'

const generation = { generationId: 3, memberId: 'me', groupInstanceId: null }

function protocol() {
  const foreign: string[] = []
  const assigned: unknown[] = []
  const made = new ConnectGroupProtocol(new IncrementalAssignor({ now: () => 0, random: () => 0, maxDelayMs: 0 }), {
    url: 'http://me/',
    config: () => ({ offset: 5, work: workOf(['c'], ['c-0']) }),
    refreshConfig: async () => ({ offset: 5, work: workOf(['c'], ['c-0']) }),
    onRevoked: async () => {},
    onAssigned: async (assignment) => void assigned.push(assignment),
    onLost: async () => {},
    onFailed: () => {},
    onForeignMembers: (members) => void foreign.push(...members),
    rejoin: () => {},
  })
  return { made, foreign, assigned }
}

describe('a group that is shared with something else', () => {
  test('members that are no workers of ours are named and get no work, whatever their metadata is', async () => {
    const { made, foreign } = protocol()
    const [{ metadata } = { metadata: Buffer.alloc(0) }] = await made.offered()
    const javaMetadata = metadata.subarray(0, metadata.length - 'sluiceway/1'.length)
    const members = [
      { memberId: 'me', groupInstanceId: null, metadata },
      { memberId: 'java', groupInstanceId: null, metadata: javaMetadata },
      { memberId: 'noise', groupInstanceId: null, metadata: Buffer.from('noise') },
    ]
    const round = { protocolName: 'sessioned', leaderId: 'me', generation, members, skipAssignment: false }
    const assignments = await made.assign(round)
    expect(foreign).toEqual(['http://me/', 'noise'])
    expect(decodeConnectAssignment(assignments.get('me')!).connectors).toEqual(['c'])
    for (const member of ['java', 'noise']) {
      const { connectors, tasks } = decodeConnectAssignment(assignments.get(member)!)
      expect([...connectors, ...tasks]).toEqual([])
    }
  })

  test('work that a Java leader gives is not taken', async () => {
    const { made, foreign, assigned } = protocol()
    const given = { ...emptyConnectAssignment, leader: 'java', leaderUrl: 'http://java/', connectors: ['c'] }
    const joined = { protocolName: 'sessioned', generation, leaderId: 'java', isLeader: false }
    await expect(made.onJoined({ ...joined, assignment: encodeConnectAssignment(given, 2) })).rejects.toThrow(
      'The Connect group is led by a Java worker (http://java/); this worker takes no work from it',
    )
    expect([foreign, assigned]).toEqual([['http://java/'], []])
  })
})

test('a coordinator that is not heard for a session is noticed, one that is slow is not', async () => {
  const clock = new SimClock()
  let answers = true
  let silences = 0
  const watch = new CoordinatorWatch({
    transport: {
      send: () => (answers ? Promise.resolve({ errorCode: 0 }) : Promise.reject(new Error('cut'))) as never,
      forgetCoordinator: () => {},
      release: () => {},
    },
    clock,
    sessionTimeoutMs: 10_000,
    onSilence: () => silences++,
  })
  const beat = () => watch.send(Heartbeat, { groupId: 'g', ...generation }).catch(() => {})
  for (let i = 0; i < 5; i++) {
    await beat()
    await clock.run(clock.now() + 9_000, () => {})
  }
  expect(silences).toBe(0)
  answers = false
  await beat()
  await clock.run(clock.now() + 999, () => {})
  expect(silences).toBe(0)
  await clock.run(clock.now() + 2, () => {})
  expect(silences).toBe(1)
})

test('after a sleep longer than a session, the session may be over before any timer says so', async () => {
  const time = new SimClock()
  let sleptMs = 0
  let answer: (value: { errorCode: number }) => void = () => {}
  const watch = new CoordinatorWatch({
    transport: {
      send: () => new Promise((resolve) => (answer = resolve)) as never,
      forgetCoordinator: () => {},
      release: () => {},
    },
    clock: { now: () => time.now() + sleptMs, after: (ms, task) => time.after(ms, task) },
    sessionTimeoutMs: 10_000,
    onSilence: () => {},
  })
  const ask = async (api: Parameters<CoordinatorWatch['send']>[0], sleepMs = 0) => {
    const answered = watch.send(api, {} as never)
    sleptMs += sleepMs
    answer({ errorCode: 0 })
    await answered
    return watch.isOverdue
  }
  expect(watch.isOverdue).toBe(false)
  expect(await ask(SyncGroup)).toBe(false)
  sleptMs += 10_000
  expect(watch.isOverdue).toBe(false)
  sleptMs += 1
  expect(watch.isOverdue).toBe(true)
  expect(await ask(Heartbeat)).toBe(false)
  expect(await ask(Heartbeat, 10_001)).toBe(true)
  expect(await ask(Heartbeat)).toBe(false)
  expect(await ask(JoinGroup, 9_999)).toBe(false)
  expect(await ask(JoinGroup, 10_001)).toBe(true)
  expect(await ask(SyncGroup)).toBe(false)
})

test('a clock that is set does not end the session, nor lengthen it', async () => {
  const time = new SimClock()
  let aheadMs = 0
  let silences = 0
  const watch = new CoordinatorWatch({
    transport: {
      send: () => Promise.resolve({ errorCode: 0 }) as never,
      forgetCoordinator: () => {},
      release: () => {},
    },
    clock: { now: () => time.now() + aheadMs, after: (ms, task) => time.after(ms, task) },
    sessionTimeoutMs: 10_000,
    onSilence: () => silences++,
  })
  for (const jumpMs of [86_400_000, -172_800_000, 0]) {
    const beat = watch.send(Heartbeat, { groupId: 'g', ...generation })
    aheadMs += jumpMs
    await beat
    await time.run(time.now() + 9_999, () => {})
    expect(silences).toBe(0)
  }
  await time.run(time.now() + 2, () => {})
  expect(silences).toBe(1)
})
