import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FetchPartition, type FetchPlan, FetchSession } from '../../../../src/kafka/consumer/fetch-session.ts'

const at = (partition: number, fetchOffset = 0): FetchPartition => ({
  topic: 't',
  partition,
  fetchOffset,
  currentLeaderEpoch: 3,
  lastFetchedEpoch: -1,
  maxBytes: 100,
})
const sent = (plan: FetchPlan) => plan.topics.flatMap(({ partitions }) => partitions.map(({ partition }) => partition))
const forgotten = (plan: FetchPlan) => (plan.forgottenTopicsData ?? []).flatMap(({ partitions }) => [...partitions])

describe('a fetch session', () => {
  it('names everything first, then only what changed', () => {
    const session = new FetchSession()
    const full = session.next([at(0), at(1)])
    expect([full.sessionId, full.sessionEpoch, sent(full)]).toEqual([0, 0, [0, 1]])
    session.answered(42)
    const next = session.next([at(0, 5), at(1)])
    expect([next.sessionId, next.sessionEpoch, sent(next), forgotten(next)]).toEqual([42, 1, [0], []])
    session.answered(42)
    const less = session.next([at(1)])
    expect([less.sessionEpoch, sent(less), forgotten(less)]).toEqual([2, [], [0]])
    session.answered(42)
    expect(sent(session.next([at(0, 5), at(1)]))).toEqual([0])
  })

  it('begins anew after a reset, and where the broker keeps no session', () => {
    const session = new FetchSession()
    session.next([at(0)])
    session.answered(42)
    session.reset()
    expect(session.next([at(0)])).toMatchObject({ sessionId: 0, sessionEpoch: 0 })
    session.answered(0)
    expect(sent(session.next([at(0)]))).toEqual([0])
    expect(session.close()).toBeUndefined()
  })

  it('leaves the broker with exactly the wanted partitions, whatever happened before', () => {
    const wanted = fc.uniqueArray(fc.tuple(fc.nat(4), fc.nat(3)), { selector: ([partition]) => partition })
    fc.assert(
      fc.property(fc.array(fc.tuple(wanted, fc.boolean())), (rounds) => {
        const session = new FetchSession()
        let broker = new Map<number, bigint>()
        for (const [list, isLost] of rounds) {
          const plan = session.next(list.map(([partition, offset]) => at(partition, offset)))
          if (isLost) {
            session.reset()
            continue
          }
          if (plan.sessionEpoch === 0) broker = new Map()
          for (const { partitions } of plan.topics)
            for (const one of partitions) broker.set(one.partition, one.fetchOffset)
          for (const partition of forgotten(plan)) broker.delete(partition)
          session.answered(42)
          expect([...broker].sort()).toEqual(list.map(([p, offset]) => [p, BigInt(offset)]).sort())
        }
      }),
    )
  })
})
