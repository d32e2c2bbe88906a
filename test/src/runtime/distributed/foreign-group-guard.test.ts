import { expect, test } from 'vitest'
import { encodeWorkerState } from '../../../../src/kafka/index.ts'
import { DescribeGroups, JoinGroup } from '../../../../src/protocol/index.ts'
import { ForeignGroupGuard } from '../../../../src/runtime/distributed/foreign-group-guard.ts'
import { withMark } from '../../../../src/runtime/distributed/product-mark.ts'
import { SimClock } from '../../kafka/group/sim/sim-clock.ts'

const java = encodeWorkerState({ url: 'http://java:8083/', configOffset: 1, assignment: null }, 2)
const ours = withMark(encodeWorkerState({ url: 'http://ours:8083/', configOffset: 1, assignment: null }, 2))

/** A coordinator whose group has these members, by their metadata; the last list stays. */
function coordinator(looks: readonly (readonly Buffer[])[], { protocolType = 'connect', errorCode = 0 } = {}) {
  const clock = new SimClock()
  const sent: string[] = []
  const waits: string[] = []
  const guard = new ForeignGroupGuard({
    transport: {
      send: (async (api: { readonly name: string }) => {
        const look = sent.filter((name) => name === DescribeGroups.name).length
        sent.push(api.name)
        const members = (looks[Math.min(look, looks.length - 1)] ?? []).map((memberMetadata, i) => ({
          ...{ memberId: `m${i}`, memberMetadata },
        }))
        return { groups: [{ errorCode, protocolType, members }] }
      }) as never,
      forgetCoordinator: () => {},
      release: () => {},
    },
    clock,
    groupId: 'g',
    waitMs: 2000,
    onWait: (message) => waits.push(message),
  })
  const join = (memberId = '') => guard.send(JoinGroup, { memberId } as never)
  return { clock, sent, waits, join }
}

test.each([
  ['an empty group', [[]], {}],
  ['workers of ours', [[ours, ours]], {}],
  ['workers of ours that a Java worker has joined', [[ours, java]], {}],
  ['a group that rebalances: nobody tells what it is', [[Buffer.alloc(0), Buffer.alloc(0)]], {}],
  ['consumers: the coordinator refuses by itself', [[java]], { protocolType: 'consumer' }],
  ['a group that may not be described', [[java]], { errorCode: 30 }],
] as const)('%s is joined at once', async (_, looks, options) => {
  const { join, sent, waits } = coordinator(looks, options)
  await join()
  expect([sent, waits]).toEqual([[DescribeGroups.name, JoinGroup.name], []])
})

test('a member that is in its group does not look again', async () => {
  const { join, sent } = coordinator([[java]])
  await join('m1')
  expect(sent).toEqual([JoinGroup.name])
})

test('a group of Java workers is not joined; one that they leave in time is', async () => {
  const refused = coordinator([[java]])
  const outcome = refused.join().catch((error: unknown) => error)
  await refused.clock.run(2500, () => {})
  expect(await outcome).toMatchObject({ code: 'SLW5023', message: expect.stringContaining('(http://java:8083/)') })
  expect(refused.sent).not.toContain(JoinGroup.name)
  expect(refused.waits).toHaveLength(1)

  const freed = coordinator([[java], [java], []])
  const joined = freed.join()
  await freed.clock.run(2500, () => {})
  await joined
  expect(freed.sent.at(-1)).toBe(JoinGroup.name)
})
