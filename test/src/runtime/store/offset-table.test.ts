import { expect, test } from 'vitest'
import { OffsetTable } from '../../../../src/runtime/store/offset-table.ts'

const javaKey = '["orders",{"protocol":"1","table":"t"}]'
const ourKey = '["orders",{"table":"t","protocol":"1"}]'
const partition = { table: 't', protocol: '1' }

test('a partition is found whatever the order of its fields, and is written under the key that it has', () => {
  const table = new OffsetTable()
  table.set(javaKey, '{"incrementing":7}')
  expect(table.get('orders', partition)).toEqual({ incrementing: 7 })
  expect(table.get('other', partition)).toBeNull()
  expect(table.records({ partition, offset: { incrementing: 8 } }, 'orders')).toEqual([[javaKey, '{"incrementing":8}']])
})

test('a partition without an offset is written in the order of its own fields', () => {
  expect(new OffsetTable().records({ partition, offset: { incrementing: 1 } }, 'orders')).toEqual([
    [ourKey, '{"incrementing":1}'],
  ])
})

test('of two keys for one partition the last counts, both are forgotten at once, and each entry is kept', () => {
  const table = new OffsetTable()
  table.set(ourKey, '{"incrementing":9}')
  table.set(javaKey, '{"incrementing":7}')
  expect(table.get('orders', partition)).toEqual({ incrementing: 7 })
  table.set(ourKey, '{"incrementing":10}')
  expect(table.list('orders')).toEqual([{ partition, offset: { incrementing: 10 } }])
  expect([...table.entries()].map(([key]) => key)).toEqual([javaKey, ourKey])
  const records = table.records({ partition, offset: null }, 'orders')
  expect(records).toEqual([
    [javaKey, null],
    [ourKey, null],
  ])
  for (const [key, value] of records) table.set(key, value)
  expect([table.get('orders', partition), table.list('orders'), [...table.entries()]]).toEqual([null, [], []])
})

test('integers beyond 2^53 tell partitions apart', () => {
  const table = new OffsetTable()
  table.set('["a",{"id":9007199254740993}]', '{"n":1}')
  expect(table.get('a', { id: 9007199254740993n })).toEqual({ n: 1 })
  expect(table.get('a', { id: 9007199254740992n })).toBeNull()
})
