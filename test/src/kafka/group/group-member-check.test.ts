import { expect, test } from 'vitest'
import { GroupMember } from '../../../../src/kafka/index.ts'
import { Heartbeat, JoinGroup, SyncGroup } from '../../../../src/protocol/index.ts'
import { SimClock } from './sim/sim-clock.ts'

const REBALANCE_IN_PROGRESS = 27

/** A member whose heartbeats are an hour apart, and a coordinator that counts what it is asked. */
function quietMember() {
  const clock = new SimClock()
  const asked: string[] = []
  let heartbeatCode = 0
  const answers: Record<string, () => object> = {
    [JoinGroup.name]: () => ({
      ...{ errorCode: 0, generationId: asked.filter((name) => name === JoinGroup.name).length, protocolName: 'p' },
      ...{ leader: 'other', memberId: 'me', members: [], skipAssignment: false },
    }),
    [SyncGroup.name]: () => ({ errorCode: 0, assignment: Buffer.alloc(0) }),
    [Heartbeat.name]: () => ({ errorCode: heartbeatCode }),
  }
  const hour = 3_600_000
  const member = new GroupMember(
    {
      ...{ groupId: 'g', groupInstanceId: null, sessionTimeoutMs: 3 * hour, rebalanceTimeoutMs: hour },
      ...{ heartbeatIntervalMs: hour, retryBackoffMs: 1, retryBackoffMaxMs: 1 },
    },
    {
      clock,
      random: () => 0.5,
      transport: {
        send: async (api) => {
          asked.push(api.name)
          return answers[api.name]!() as never
        },
        forgetCoordinator: () => {},
        release: () => {},
      },
      protocol: {
        type: 'connect',
        offered: () => [{ name: 'p', metadata: Buffer.alloc(0) }],
        onPrepare: async () => {},
        assign: async () => new Map(),
        onJoined: async () => {},
        onLost: async () => {},
        onFailed: (error) => {
          throw error
        },
      },
    },
  )
  return {
    member,
    asked,
    /** What is under way comes to its end, and no time passes. */
    settle: () => clock.run(clock.now(), () => {}),
    rebalances: () => {
      heartbeatCode = REBALANCE_IN_PROGRESS
    },
  }
}

test('a hint makes a member ask at once, and it joins again when its group rebalances', async () => {
  const { member, asked, settle, rebalances } = quietMember()
  member.check()
  member.start()
  await settle()
  expect(asked).toEqual([JoinGroup.name, SyncGroup.name])
  member.check()
  await settle()
  expect(asked.splice(0)).toEqual([JoinGroup.name, SyncGroup.name, Heartbeat.name])
  expect(member.state).toBe('stable')

  rebalances()
  await settle()
  expect(asked).toEqual([])
  member.check()
  await settle()
  expect(asked).toEqual([Heartbeat.name, JoinGroup.name, SyncGroup.name])
  expect(member.generation.generationId).toBeGreaterThan(0)
  await member.leave('the test is over').catch(() => {})
})

test('many hints at a time are one question', async () => {
  const { member, asked, settle } = quietMember()
  member.start()
  await settle()
  for (let i = 0; i < 50; i++) member.check()
  await settle()
  expect(asked).toEqual([JoinGroup.name, SyncGroup.name, Heartbeat.name])
})
