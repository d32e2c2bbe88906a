import { expect, test } from 'vitest'
import { checkOffsets, checkRecords, checkSinkCommits, type SeenRecord } from '../../../support/delivery-checker.ts'

const lanes = new Map([
  ['a', 50],
  ['b', 30],
])
const sound = (): SeenRecord[] =>
  Array.from({ length: 50 }, (_, sequence) => [
    { lane: 'a', sequence, atMs: sequence },
    ...(sequence < 30 ? [{ lane: 'b', sequence, atMs: sequence }] : []),
  ]).flat()
const exactly = { lanes, guarantee: 'exactly-once' } as const
const atLeast = { lanes, guarantee: 'at-least-once' } as const
const overlapping = { lanes, guarantee: 'overlapping' } as const
/** Where record `sequence` of lane a stands. */
const placeOf = (seen: readonly SeenRecord[], sequence: number) =>
  seen.findIndex((each) => each.lane === 'a' && each.sequence === sequence)

test('a sound run has no findings', () => {
  for (const plan of [exactly, atLeast, overlapping]) expect(checkRecords(plan, sound())).toEqual([])
})

test.each([0, 17, 49])('the planted loss of record %i is found', (sequence) => {
  const seen = sound()
  seen.splice(placeOf(seen, sequence), 1)
  for (const plan of [exactly, atLeast, overlapping])
    expect(checkRecords(plan, seen)).toContainEqual({ kind: 'lost', lane: 'a', at: sequence })
})

test.each([0, 17, 49])('the planted duplicate of record %i is found where it is not allowed', (sequence) => {
  const seen = sound()
  const at = placeOf(seen, sequence)
  seen.splice(at + 1, 0, seen[at]!)
  expect(checkRecords(exactly, seen)).toEqual([{ kind: 'twice', lane: 'a', at: sequence }])
  expect(checkRecords(atLeast, seen)).toEqual([])
})

test.each([0, 17, 48])('planted: record %i and the next one swapped', (sequence) => {
  const seen = sound()
  const [one, two] = [placeOf(seen, sequence), placeOf(seen, sequence + 1)]
  ;[seen[one], seen[two]] = [seen[two]!, seen[one]!]
  for (const plan of [exactly, atLeast, overlapping])
    expect(checkRecords(plan, seen).map(({ kind }) => kind)).toContain('out of order')
})

test('a replay from an earlier place is at-least-once; one that leaves records out is not', () => {
  const a = (sequences: readonly number[]) => sequences.map((sequence) => ({ lane: 'a', sequence }))
  const plan = { lanes: new Map([['a', 6]]), guarantee: 'at-least-once' } as const
  expect(checkRecords(plan, a([0, 1, 2, 3, 1, 2, 3, 4, 5]))).toEqual([])
  expect(checkRecords(plan, a([0, 1, 2, 3, 1, 3, 4, 5]))).toEqual([{ kind: 'out of order', lane: 'a', at: 3 }])
  expect(checkRecords({ ...plan, guarantee: 'overlapping' }, a([0, 1, 2, 0, 3, 1, 4, 2, 5]))).toEqual([])
})

test('records that nobody sent are found', () => {
  const stray = { lane: 'ghost', sequence: 3 }
  expect(checkRecords(atLeast, [...sound(), stray])).toEqual([{ kind: 'unknown', lane: 'ghost', at: 3 }])
  expect(checkRecords(atLeast, [...sound(), { lane: 'a', sequence: 50 }])).toEqual([
    { kind: 'unknown', lane: 'a', at: 50 },
  ])
})

test('planted: an offset stored before its record, and one that goes back', () => {
  const offset = (next: number, atMs: number) => ({ lane: 'a', next, atMs })
  expect(checkOffsets([offset(10, 9), offset(10, 12), offset(50, 60)], sound())).toEqual([])
  expect(checkOffsets([offset(11, 9)], sound())).toEqual([{ kind: 'stored too early', lane: 'a', at: 11 }])
  expect(checkOffsets([offset(51, 99)], sound())).toEqual([{ kind: 'stored too early', lane: 'a', at: 51 }])
  expect(checkOffsets([offset(20, 60), offset(19, 70)], sound())).toEqual([
    { kind: 'stored backwards', lane: 'a', at: 19 },
  ])
})

test('planted: a sink that commits what it has not written, or goes back', () => {
  const commit = (offset: number, written?: number) => ({ partition: 't-0', offset, written })
  expect(checkSinkCommits([commit(5, 5), commit(5, 5), commit(9, 12)])).toEqual([])
  expect(checkSinkCommits([commit(6, 5)])).toEqual([{ kind: 'stored too early', lane: 't-0', at: 6 }])
  expect(checkSinkCommits([commit(1)])).toEqual([{ kind: 'stored too early', lane: 't-0', at: 1 }])
  expect(checkSinkCommits([commit(9, 9), commit(8, 9)])).toEqual([{ kind: 'stored backwards', lane: 't-0', at: 8 }])
})
