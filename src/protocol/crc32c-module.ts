/**
 * The inner loop of CRC-32C as a WebAssembly module, assembled here byte by byte: "slicing by 16" (Kounavis and Berry,
 * Intel 2008) with 16-byte steps. It imports `env.memory`, where the caller has put the 16 tables at `tablesAt`, and
 * exports `update(pointer, length, crc) -> crc` on the raw (inverted) register.
 */
export const tablesAt = 0
export const dataAt = 16 * 1024
/** Bytes that fit behind `dataAt` in the two pages of memory; small enough to stay in the second-level cache. */
export const dataCapacity = 64 * 1024

const op = {
  block: 0x02,
  loop: 0x03,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  get: 0x20,
  set: 0x21,
  tee: 0x22,
  load: 0x28,
  load8u: 0x2d,
  const: 0x41,
  eqz: 0x45,
  ltU: 0x49,
  add: 0x6a,
  sub: 0x6b,
  and: 0x71,
  xor: 0x73,
  shl: 0x74,
  shrU: 0x76,
} as const

const empty = 0x40
const i32 = 0x7f
const [pointer, length, crc, word, remaining] = [0, 1, 2, 3, 1]

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}
function signed(value: number): number[] {
  return value >= -64 && value < 64 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]
}
const constant = (value: number) => [op.const, ...signed(value)]
const section = (id: number, ...items: number[][]) => {
  const content = [items.length, ...items.flat()]
  return [id, ...unsigned(content.length), ...content]
}
const name = (text: string) => [text.length, ...Buffer.from(text)]

/** Pushes `table[slice][byte number `which` of local `from`]`; scaled by shifting, since entries are four bytes wide. */
function lookup(from: number, which: number, slice: number): number[] {
  const scaled =
    which === 0 ? [op.get, from, ...constant(2), op.shl] : [op.get, from, ...constant(which * 8 - 2), op.shrU]
  return [...scaled, ...constant(0x3fc), op.and, op.load, 2, ...unsigned(tablesAt + slice * 1024)]
}

/** Pushes the combined effect of the four bytes of local `from`, of which `after` bytes of the step are still to come. */
function lookupWord(from: number, after: number): number[] {
  return [
    ...lookup(from, 0, after + 3),
    ...lookup(from, 1, after + 2),
    op.xor,
    ...lookup(from, 2, after + 1),
    op.xor,
    ...lookup(from, 3, after),
    op.xor,
  ]
}

const loadWord = (offset: number) => [op.get, pointer, op.load, 0, offset]
const advance = (step: number) => [
  ...[op.get, pointer, ...constant(step), op.add, op.set, pointer],
  ...[op.get, remaining, ...constant(step), op.sub, op.set, remaining],
]

function body(): number[] {
  const step16 = [
    ...loadWord(0),
    ...[op.get, crc, op.xor, op.set, crc],
    ...lookupWord(crc, 12),
    ...[4, 8, 12].flatMap((offset) => [
      ...loadWord(offset),
      ...[op.set, word],
      ...lookupWord(word, 12 - offset),
      op.xor,
    ]),
    ...[op.set, crc],
    ...advance(16),
  ]
  const step1 = [
    ...[op.get, pointer, op.load8u, 0, 0, op.get, crc, op.xor, op.set, word],
    ...lookup(word, 0, 0),
    ...[op.get, crc, ...constant(8), op.shrU, op.xor, op.set, crc],
    ...advance(1),
  ]
  const whileLeft = (enough: number[], step: number[]) => [
    ...[op.block, empty, op.loop, empty],
    ...enough,
    ...[op.brIf, 1],
    ...step,
    ...[op.br, 0, op.end, op.end],
  ]
  return [
    ...[1, 1, i32],
    ...whileLeft([op.get, length, ...constant(16), op.ltU], step16),
    ...whileLeft([op.get, length, op.eqz], step1),
    ...[op.get, crc, op.end],
  ]
}

export function crc32cModule(): Uint8Array<ArrayBuffer> {
  const code = body()
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [0x60, 3, i32, i32, i32, 1, i32]),
    ...section(2, [...name('env'), ...name('memory'), 0x02, 0x00, 2]),
    ...section(3, [0]),
    ...section(7, [...name('update'), 0x00, 0]),
    ...section(10, [...unsigned(code.length), ...code]),
  ])
}
