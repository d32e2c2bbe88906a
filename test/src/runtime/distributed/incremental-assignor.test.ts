import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IncrementalAssignor } from '../../../../src/runtime/distributed/incremental-assignor.ts'
import { minus, NO_WORK, type Work, workOf } from '../../../../src/runtime/distributed/work.ts'

/** A group whose members apply each assignment at once and rejoin while they had to give something up. */
class Group {
  now = 0
  configured: Work
  readonly members = new Map<string, Work>()
  readonly assignor: IncrementalAssignor
  #generation = 0
  delayMs = 0

  constructor(configured: Work, maxDelayMs: number) {
    this.configured = configured
    this.assignor = new IncrementalAssignor({ now: () => this.now, maxDelayMs, random: () => 0 })
  }

  join(...names: string[]): this {
    for (const name of names) this.members.set(name, NO_WORK)
    return this
  }

  /** One generation. Gives whether a member had to revoke and so rejoins. */
  rebalance(): boolean {
    const view = {
      configured: this.configured,
      members: new Map(this.members),
      lastCompletedGeneration: this.#generation,
      generation: this.#generation + 1,
    }
    const { assigned, revoked, delayMs } = this.assignor.assign(view)
    this.#generation++
    const before = new Map(this.members)
    for (const [member, work] of assigned) this.members.set(member, work)
    this.delayMs = delayMs
    this.#mustNotStartWhatAnotherStillRuns(before, assigned)
    return revoked.size > 0
  }

  #mustNotStartWhatAnotherStillRuns(before: ReadonlyMap<string, Work>, assigned: ReadonlyMap<string, Work>): void {
    for (const [member, work] of assigned) {
      const started = minus(work, before.get(member) ?? NO_WORK)
      for (const [other, running] of before) {
        if (other === member) continue
        expect([...started.tasks].filter((key) => running.tasks.has(key))).toEqual([])
        expect([...started.connectors].filter((name) => running.connectors.has(name))).toEqual([])
      }
    }
  }

  settle(): this {
    for (let i = 0; i < 20 && (this.rebalance() || this.delayMs > 0); i++) this.now += this.delayMs
    return this
  }

  counts(): number[] {
    return [...this.members.values()].map((work) => work.connectors.size + work.tasks.size).sort((a, b) => a - b)
  }

  running(): string[] {
    return [...this.members.values()].flatMap((work) => [...work.connectors, ...work.tasks]).sort()
  }
}

const work = (connectors: number, tasks: number) => {
  const names = Array.from({ length: connectors }, (_, i) => `connector-${i}`)
  return workOf(
    names,
    names.flatMap((name) => Array.from({ length: tasks }, (_, i) => `${name}-${i}`)),
  )
}
const everything = ({ connectors, tasks }: Work) => [...connectors, ...tasks].sort()

describe('incremental cooperative assignment', () => {
  test('spreads new work evenly', () => {
    const group = new Group(work(4, 2), 300_000).join('a', 'b')
    group.rebalance()
    expect(group.counts()).toEqual([6, 6])
    expect(group.running()).toEqual(everything(group.configured))
  })

  test('gives a joining member its share by revoking only the surplus, in two generations', () => {
    const group = new Group(work(4, 2), 300_000).join('a')
    group.rebalance()
    group.join('b')
    expect(group.rebalance()).toBe(true)
    expect(group.members.get('b')).toEqual(workOf([], []))
    expect(group.rebalance()).toBe(false)
    expect(group.counts()).toEqual([6, 6])
  })

  test('keeps the work of a lost member for its return until the delay is over', () => {
    const group = new Group(work(2, 2), 60_000).join('a', 'b')
    group.rebalance()
    const held = group.members.get('b')
    group.members.delete('b')
    group.rebalance()
    expect(group.delayMs).toBe(60_000)
    group.now = 59_000
    group.join('b')
    group.rebalance()
    expect(group.delayMs).toBe(1000)
    group.now = 60_000
    group.rebalance()
    expect(group.members.get('b')).toEqual(held)
    expect(group.running()).toEqual(everything(group.configured))
  })

  test('gives the work of a member that never returns to the others after the delay', () => {
    const group = new Group(work(2, 2), 60_000).join('a', 'b')
    group.rebalance()
    group.members.delete('b')
    group.rebalance()
    expect(group.running()).not.toEqual(everything(group.configured))
    group.now = 60_000
    group.rebalance()
    expect(group.running()).toEqual(everything(group.configured))
  })

  test('reassigns at once with a delay of 0', () => {
    const group = new Group(work(20, 2), 0).join('a', 'b')
    group.rebalance()
    group.members.delete('a')
    group.rebalance()
    expect(group.running()).toEqual(everything(group.configured))
  })

  test('revokes the work of a deleted connector', () => {
    const group = new Group(work(3, 1), 0).join('a')
    group.rebalance()
    group.configured = work(2, 1)
    expect(group.rebalance()).toBe(true)
    expect(group.running()).toEqual(everything(group.configured))
  })

  test('work that two members claim runs once after two generations', () => {
    const group = new Group(work(2, 1), 0).join('a', 'b')
    group.members.set('a', work(2, 1)).set('b', work(2, 1))
    group.settle()
    expect(group.running()).toEqual(everything(group.configured))
  })

  test('whatever joins, leaves and changes: ends balanced, with everything running once', () => {
    const step = fc.oneof(
      fc.record({ join: fc.constantFrom('a', 'b', 'c', 'd', 'e') }),
      fc.record({ leave: fc.constantFrom('a', 'b', 'c', 'd', 'e') }),
      fc.record({ connectors: fc.integer({ min: 0, max: 8 }) }),
      fc.record({ wait: fc.integer({ min: 0, max: 5000 }) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), fc.constantFrom(0, 3000), (steps, maxDelayMs) => {
        const group = new Group(work(4, 2), maxDelayMs).join('z')
        for (const each of steps) {
          if ('join' in each && !group.members.has(each.join)) group.join(each.join)
          if ('leave' in each) group.members.delete(each.leave)
          if ('connectors' in each) group.configured = work(each.connectors, 2)
          if ('wait' in each) group.now += each.wait
          group.rebalance()
        }
        group.settle().settle()
        expect(group.running()).toEqual(everything(group.configured))
        const tasks = [...group.members.values()].map((held) => held.tasks.size)
        expect(Math.max(...tasks) - Math.min(...tasks)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 500 },
    )
  })
})

test('a clock that is set back does not put off the return of lost work', () => {
  const group = new Group(work(4, 2), 3_000).join('a', 'b').settle()
  group.members.delete('b')
  group.rebalance()
  expect(group.delayMs).toBe(3_000)
  group.now -= 86_400_000
  group.rebalance()
  expect(group.delayMs).toBe(3_000)
  group.now += group.delayMs
  group.rebalance()
  expect(group.running()).toEqual(everything(work(4, 2)))
})
