import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SubmittedRecords } from '../../../../src/runtime/task/source/submitted-records.ts'

const at = (position: number) => ({ position })

test('only the longest prefix of acknowledged records is committable, per source partition', () => {
  const submitted = new SubmittedRecords()
  const a = [1, 2, 3].map((position) => submitted.submit({ file: 'a' }, at(position)))
  const b = submitted.submit({ file: 'b' }, at(9))
  submitted.ack(a[0]!)
  submitted.ack(a[2]!)
  submitted.ack(b)
  expect(submitted.takeCommittable()).toEqual([
    { partition: { file: 'a' }, offset: at(1) },
    { partition: { file: 'b' }, offset: at(9) },
  ])
  expect(submitted.takeCommittable()).toEqual([])
  submitted.ack(a[1]!)
  expect(submitted.takeCommittable()).toEqual([{ partition: { file: 'a' }, offset: at(3) }])
  expect(submitted.unacked).toBe(0)
})

test('a withdrawn record does not hold back the ones before it', () => {
  const submitted = new SubmittedRecords()
  const first = submitted.submit({ file: 'a' }, at(1))
  const second = submitted.submit({ file: 'a' }, at(2))
  submitted.withdraw({ file: 'a' }, second)
  submitted.ack(first)
  expect(submitted.takeCommittable()).toEqual([{ partition: { file: 'a' }, offset: at(1) }])
  expect(submitted.unacked).toBe(0)
})

test('whatever the order of acknowledgements, no offset is committed before all records up to it are acknowledged', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(
        Array.from({ length: 40 }, (_, i) => i),
        { minLength: 40 },
      ),
      (order) => {
        const submitted = new SubmittedRecords()
        const records = Array.from({ length: 40 }, (_, i) => submitted.submit({ p: i % 3 }, at(i)))
        const acked = new Set<number>()
        for (const i of order) {
          submitted.ack(records[i]!)
          acked.add(i)
          for (const { partition, offset } of submitted.takeCommittable())
            for (let j = Number(partition['p']); j <= Number(offset['position']); j += 3)
              expect(acked.has(j)).toBe(true)
        }
        expect(submitted.unacked).toBe(0)
      },
    ),
    { numRuns: 50 },
  )
})

test('acknowledged records are not kept until the next commit, only the newest offset of their partition', () => {
  const submitted = new SubmittedRecords()
  const waiting: ReturnType<SubmittedRecords['submit']>[] = []
  let mostHeld = 0
  for (let i = 0; i < 100_000; i++) {
    waiting.push(submitted.submit({ p: 'a' }, at(i)))
    if (waiting.length > 500) submitted.ack(waiting.shift()!)
    mostHeld = Math.max(mostHeld, submitted.held)
  }
  expect(mostHeld).toBeLessThanOrEqual(1_100)
  for (const record of waiting) submitted.ack(record)
  expect(submitted.takeCommittable()).toEqual([{ partition: { p: 'a' }, offset: at(99_999) }])
  expect(submitted.held).toBe(0)
})
