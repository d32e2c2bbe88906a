import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32c } from '../../../src/protocol/crc32c.ts'

/** The definition, bit by bit. */
function reference(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return ~crc >>> 0
}

describe('crc32c', () => {
  it.each([
    ['the check value', Buffer.from('123456789'), 0xe3069283],
    ['32 zeros (RFC 3720)', Buffer.alloc(32), 0x8a9136aa],
    ['32 ones (RFC 3720)', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['0 to 31 (RFC 3720)', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
    ['nothing', Buffer.alloc(0), 0],
  ])('knows %s', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected)
  })

  it('equals the definition at any length, offset and cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), fc.nat(), fc.nat(), (bytes, a, b) => {
        const [start, end] = [a % (bytes.length + 1), b % (bytes.length + 1)].sort((x, y) => x - y) as [number, number]
        expect(crc32c(bytes, start, end)).toBe(reference(bytes.subarray(start, end)))
        expect(crc32c(bytes, start, bytes.length, crc32c(bytes, 0, start))).toBe(reference(bytes))
      }),
      { numRuns: 300 },
    )
  })

  it('goes on over inputs larger than its window', () => {
    const bytes = Uint8Array.from({ length: 200_001 }, (_, i) => (i * 31) ^ (i >>> 7))
    expect(crc32c(bytes)).toBe(reference(bytes))
  })
})
