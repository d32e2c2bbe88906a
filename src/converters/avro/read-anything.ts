import { Float32, Int32, toDouble, toLong } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import type { AvroInput } from './avro-input.ts'

/** Reads a record of `Anything` as schemaless data: the first field that is set. */
export function readAnything(input: AvroInput): unknown {
  let found: unknown = null
  for (let field = 0; field < readers.length; field++) {
    const branch = input.int()
    if (branch === 0) continue
    if (branch !== 1) throw new DataException('Invalid Avro data for schemaless Connect data')
    const value = readers[field]!(input)
    found ??= value
  }
  return found
}

const readers: readonly ((input: AvroInput) => unknown)[] = [
  (input) => input.byte() !== 0,
  (input) => input.bytes(),
  (input) => toDouble(input.double()),
  (input) => new Float32(input.float()),
  (input) => new Int32(input.int()),
  (input) => toLong(input.long()),
  (input) => input.string(),
  (input) => {
    const list: unknown[] = []
    eachItem(input, () => list.push(readAnything(input)))
    return list
  },
  (input) => {
    const map = new Map<unknown, unknown>()
    eachItem(input, () => {
      const key = readAnything(input)
      map.set(key, readAnything(input))
    })
    return map
  },
]

function eachItem(input: AvroInput, read: () => void): void {
  for (let count = input.size(); count !== 0; count = input.size()) {
    if (count < 0) input.long()
    for (let i = 0; i < Math.abs(count); i++) read()
  }
}
