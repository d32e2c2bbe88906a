import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GroupSubscription } from '../../../../src/kafka/group/assignor/assignor.ts'
import { assignorsOf } from '../../../../src/kafka/group/assignor/index.ts'
import { encodeStickyUserData } from '../../../../src/kafka/group/assignor/sticky-user-data.ts'
import { keyOf, type TopicPartition } from '../../../../src/kafka/group/topic-partition.ts'

type Pair = [string, number]
interface Case {
  assignor: string
  case: string
  topics: Record<string, number>
  members: { id: string; instance: string | null; topics: string[]; owned: Pair[]; generation: number }[]
  expect: Record<string, Pair[]>
}

const file = new URL('../../../golden/data/group/assignors.jsonl.gz', import.meta.url)
const cases = gunzipSync(readFileSync(file))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case)

const toPartitions = (pairs: Pair[]): TopicPartition[] => pairs.map(([topic, partition]) => ({ topic, partition }))

function subscriptionsOf(row: Case): Map<string, GroupSubscription> {
  return new Map(
    row.members.map((member) => {
      const isSticky = row.assignor === 'sticky'
      const owned = toPartitions(member.owned)
      const userData = isSticky && member.generation >= 0 ? encodeStickyUserData(owned, member.generation) : null
      const subscription: GroupSubscription = {
        topics: member.topics,
        userData,
        ownedPartitions: isSticky ? [] : owned,
        generationId: isSticky ? -1 : member.generation,
        rackId: null,
        groupInstanceId: member.instance,
      }
      return [member.id, subscription] as const
    }),
  )
}

describe.each(['range', 'roundrobin', 'sticky', 'cooperative-sticky'])('the assignor %s', (name) => {
  const [assignor] = assignorsOf([name])
  const own = cases.filter((row) => row.assignor === name)

  it('gives what the Java assignor gives, in the same order', () => {
    expect(own.length).toBeGreaterThanOrEqual(200)
    const wrong: string[] = []
    for (const row of own) {
      const subscribed = new Set(row.members.flatMap((member) => member.topics))
      const counts = new Map([...subscribed].filter((t) => t in row.topics).map((t) => [t, row.topics[t]!]))
      const result = assignor!.assign(counts, subscriptionsOf(row))
      const actual = Object.fromEntries([...result].map(([id, list]) => [id, list.map((p) => [p.topic, p.partition])]))
      if (!equal(actual, row.expect)) wrong.push(row.case)
    }
    expect(wrong).toEqual([])
  })

  it('gives each partition of a wanted topic to one subscriber, and none twice', () => {
    fc.assert(
      fc.property(groups, ({ counts, topicsOf }) => {
        const subscriptions = new Map(
          topicsOf.map((topics, index) => [
            `member-${index}`,
            { topics, userData: null, ownedPartitions: [], generationId: -1, rackId: null, groupInstanceId: null },
          ]),
        )
        const given = new Map<string, string>()
        for (const [member, partitions] of assignor!.assign(counts, subscriptions)) {
          for (const partition of partitions) {
            expect(given.has(keyOf(partition))).toBe(false)
            expect(subscriptions.get(member)!.topics).toContain(partition.topic)
            given.set(keyOf(partition), member)
          }
        }
        const wanted = new Set(topicsOf.flat())
        const total = [...counts].reduce((sum, [topic, count]) => sum + (wanted.has(topic) ? count : 0), 0)
        expect(given.size).toBe(total)
      }),
      { numRuns: 200 },
    )
  })
})

const groups = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 9 }), { minKeys: 1 })
  .chain((topics) =>
    fc.record({
      counts: fc.constant(new Map(Object.entries(topics))),
      topicsOf: fc.array(fc.subarray(Object.keys(topics)), { minLength: 1, maxLength: 6 }),
    }),
  )

function equal(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(b)
  return Object.keys(a).length === keys.length && keys.every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]))
}

describe('partition.assignment.strategy', () => {
  it('takes Java class names, simple names and protocol names', () => {
    const names = ['org.apache.kafka.clients.consumer.RangeAssignor', 'CooperativeStickyAssignor', 'roundrobin']
    expect(assignorsOf(names).map((assignor) => assignor.name)).toEqual(['range', 'cooperative-sticky', 'roundrobin'])
  })

  it('refuses an unknown class', () => {
    expect(() => assignorsOf(['com.example.Mine'])).toThrow('Class com.example.Mine could not be found.')
  })
})
