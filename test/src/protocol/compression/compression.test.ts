import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPipelineError } from '../../../../src/errors/index.ts'
import { compress, compressionTypes, decompress } from '../../../../src/protocol/compression/index.ts'
import { xxhash32 } from '../../../../src/protocol/compression/xxhash32.ts'

const codecs = compressionTypes.filter((type) => type !== 'none')

/** Bytes that compress: repeats at all distances, runs, and noise between them. */
const compressible = fc
  .array(fc.oneof(fc.uint8Array({ maxLength: 90 }), fc.constantFrom(Buffer.alloc(500, 7), Buffer.from('abcabcabd'))), {
    maxLength: 60,
  })
  .chain((parts) =>
    fc
      .array(fc.nat(Math.max(0, parts.length - 1)), { maxLength: 300 })
      .map((order) => Buffer.concat(order.map((i) => parts[i] ?? Buffer.alloc(0)))),
  )

describe.each(codecs)('%s', (type) => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(compressible, (bytes) => {
        expect(Buffer.from(decompress(type, compress(type, bytes))).equals(bytes)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it.each([0, 1, 14, 15, 16, 65_535, 65_536, 65_537, 400_000])('handles %i bytes of noise and of zeros', (length) => {
    for (const bytes of [randomBytes(length), Buffer.alloc(length)]) {
      const packed = compress(type, bytes)
      expect(Buffer.from(decompress(type, packed)).equals(bytes)).toBe(true)
      expect(packed.length).toBeLessThan(length * 1.01 + 100)
    }
  })

  it('makes repetitive input smaller', () => {
    const bytes = Buffer.from('{"orderid":1,"itemid":"Item_184","address":{"city":"Mountain View"}}'.repeat(500))
    expect(compress(type, bytes).length).toBeLessThan(bytes.length / 8)
  })

  it('refuses to expand beyond the limit', () => {
    const packed = compress(type, Buffer.alloc(1_000_000))
    expect(() => decompress(type, packed, { bytesMax: 500_000 })).toThrow(/cannot be read/)
    expect(decompress(type, packed, { bytesMax: 1_000_000 })).toHaveLength(1_000_000)
  })

  it('answers hostile bytes with SLW5007 alone', () => {
    const packed = Buffer.from(compress(type, Buffer.from('some text, some text, some more text'.repeat(20))))
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat(), (changes, cut) => {
        const broken = Buffer.from(packed.subarray(0, packed.length - (cut % packed.length)))
        for (const [at, byte] of changes) broken[at % broken.length] = byte
        try {
          decompress(type, broken, { bytesMax: 1_000_000 })
        } catch (error) {
          if (!isPipelineError(error) || error.code !== 'SLW5007') throw error
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('levels', () => {
  it.each(['gzip', 'zstd'] as const)('of %s change the result', (type) => {
    const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${(i * 7919) % 1013} `).join(''))
    expect(compress(type, bytes, 1).length).not.toBe(compress(type, bytes, 9).length)
  })
})

describe('xxhash32', () => {
  it.each([
    ['', 0x02cc5d05],
    ['a', 0x550d7456],
    ['abc', 0x32d153ff],
    ['Nobody inspects the spammish repetition', 0xe2293b2f],
  ])('of "%s"', (text, expected) => {
    expect(xxhash32(Buffer.from(text))).toBe(expected)
  })
})

describe('gzip', () => {
  it('reads concatenated members, as some clients write them', () => {
    const bytes = Buffer.concat([gzipSync('one'), gzipSync('two')])
    expect(Buffer.from(decompress('gzip', bytes)).toString()).toBe('onetwo')
  })
})
