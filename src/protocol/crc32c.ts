import { crc32cModule, dataAt, dataCapacity, tablesAt } from './crc32c-module.ts'

/** CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum of record batches since magic 2. */
const polynomial = 0x82f63b78

/** `tables[k * 256 + b]`: the effect of byte `b` that is followed by `k` zero bytes. */
const tables = makeTables()
/** The part of the WebAssembly API in use; its types come with the `dom` library alone. */
const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly
interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> }
}

const memory = new Memory({ initial: 2 })
const heap = new Uint8Array(memory.buffer)
const update = load()

function makeTables(): Int32Array {
  const made = new Int32Array(16 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
    made[byte] = crc
  }
  for (let at = 256; at < made.length; at++) {
    const before = made[at - 256]!
    made[at] = (before >>> 8) ^ made[before & 0xff]!
  }
  return made
}

function load(): (pointer: number, length: number, crc: number) => number {
  heap.set(new Uint8Array(tables.buffer), tablesAt)
  const instance = new Instance(new Module(crc32cModule()), { env: { memory } })
  return instance.exports['update'] as (pointer: number, length: number, crc: number) => number
}

/**
 * The CRC-32C of `bytes[start, end)` as an unsigned 32-bit number. Pass the result of an earlier call as `before` to go
 * on where it ended.
 */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  let crc = ~before
  if (end - start < 64) {
    for (let at = start; at < end; at++) crc = tables[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8)
    return ~crc >>> 0
  }
  for (let at = start; at < end; at += dataCapacity) {
    const until = Math.min(at + dataCapacity, end)
    heap.set(bytes.subarray(at, until), dataAt)
    crc = update(dataAt, until - at, crc)
  }
  return ~crc >>> 0
}
