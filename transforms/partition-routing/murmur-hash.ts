const u64 = (value: bigint) => BigInt.asUintN(64, value)
const rotate = (value: bigint, by: bigint) => u64((value << by) | (value >> (64n - by)))

interface State {
  h1: bigint
  h2: bigint
  c1: bigint
  c2: bigint
}

/** One round of the variant of MurmurHash3 that Debezium uses; its constants change from round to round. */
function mix(state: State, k1: bigint, k2: bigint): void {
  const a = u64(rotate(u64(k1 * state.c1), 23n) * state.c2)
  state.h1 = u64((state.h1 ^ a) + state.h2)
  state.h2 = rotate(state.h2, 41n)
  const b = u64(rotate(u64(k2 * state.c2), 23n) * state.c1)
  state.h2 = u64((state.h2 ^ b) + state.h1)
  state.h1 = u64(state.h1 * 3n + 1390208809n)
  state.h2 = u64(state.h2 * 3n + 944331445n)
  state.c1 = u64(state.c1 * 5n + 2071795100n)
  state.c2 = u64(state.c2 * 5n + 1808688022n)
}

function finish(value: bigint): bigint {
  let k = value ^ (value >> 33n)
  k = u64(k * u64(-49064778989728563n))
  k ^= k >> 33n
  k = u64(k * u64(-4265267296055464877n))
  return k ^ (k >> 33n)
}

function result(state: State, length: number): number {
  let h1 = state.h1
  let h2 = state.h2 ^ BigInt(length)
  h1 = u64(h1 + h2)
  h2 = u64(h2 + h1)
  h1 = finish(h1)
  h2 = finish(h2)
  return Number(BigInt.asIntN(32, u64(h1 + h2) >> 32n))
}

const SEED = 9001n
const start = (): State => ({
  h1: u64(0x9368e53c2f6af274n ^ SEED),
  h2: u64(0x586dcd208f7cd3fdn ^ SEED),
  c1: u64(-8663945395140668459n),
  c2: u64(5545529020109919103n),
})

/** Bytes of the tail count with their sign, as in Java. */
const tail = (bytes: Uint8Array, from: number, to: number) => {
  let word = 0n
  for (let i = Math.min(to, bytes.length) - 1; i >= from; i--)
    word ^= u64(BigInt((bytes[i]! << 24) >> 24) << BigInt((i - from) * 8))
  return word
}

/** `MurmurHash3.hash(byte[])`, 32 bits. */
export function murmurOfBytes(bytes: Uint8Array): number {
  const state = start()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length - (bytes.length % 16)
  for (let at = 0; at < whole; at += 16) mix(state, view.getBigUint64(at, true), view.getBigUint64(at + 8, true))
  if (whole < bytes.length) mix(state, tail(bytes, whole, whole + 8), tail(bytes, whole + 8, whole + 16))
  return result(state, bytes.length)
}

/** `MurmurHash3.hash(String)`: over the UTF-8 bytes. */
export const murmurOfText = (text: string): number => murmurOfBytes(Buffer.from(text, 'utf8'))

/** `MurmurHash3.hash(int)`: over the four bytes, little end first. */
export function murmurOfInt(value: number): number {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setInt32(0, value, true)
  return murmurOfBytes(bytes)
}
