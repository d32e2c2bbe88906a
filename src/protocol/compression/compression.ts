import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { PipelineError } from '../../errors/index.ts'
import { corrupt } from './corrupt.ts'
import { compressLz4, decompressLz4 } from './lz4.ts'
import { compressSnappy, decompressSnappy } from './snappy.ts'

/** Compression types by the id in the lowest three attribute bits of a batch (`CompressionType.java`). */
export const compressionTypes = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type CompressionType = (typeof compressionTypes)[number]

/** What compressed records may expand to at most, unless the caller says otherwise: guards against decompression bombs. */
export const plainBytesMaxDefault = 1024 * 1024 * 1024

export const compressionId = (type: CompressionType): number => compressionTypes.indexOf(type)

export function compressionTypeOf(id: number): CompressionType {
  const type = compressionTypes[id]
  if (type === undefined) throw new PipelineError('SLW5007', `Compression type ${id} is unknown.`)
  return type
}

/**
 * Compresses the records part of a batch.
 * @param level - of gzip (1 to 9) and zstd (-131072 to 22); default: the codec's own (6 and 3). Ignored by the others.
 */
export function compress(type: CompressionType, plain: Uint8Array, level?: number): Uint8Array {
  switch (type) {
    case 'none':
      return plain
    case 'gzip':
      return gzipSync(plain, level === undefined ? {} : { level })
    case 'snappy':
      return compressSnappy(plain)
    case 'lz4':
      return compressLz4(plain)
    case 'zstd':
      return zstdCompressSync(
        plain,
        level === undefined ? {} : { params: { [constants.ZSTD_c_compressionLevel]: level } },
      )
  }
}

export interface DecompressOptions {
  /** Refuse to expand beyond this many bytes; default 1 GiB. */
  readonly bytesMax?: number
  /** The bytes come from a message set of magic 0 (KAFKA-3160). */
  readonly isLegacy?: boolean
}

/** Expands the records part of a batch; throws SLW5007 when the bytes are not of that codec or too many. */
export function decompress(type: CompressionType, packed: Uint8Array, options: DecompressOptions = {}): Uint8Array {
  const bytesMax = options.bytesMax ?? plainBytesMaxDefault
  switch (type) {
    case 'none':
      return packed
    case 'gzip':
      return zlib(type, () => gunzipSync(packed, { maxOutputLength: bytesMax }))
    case 'snappy':
      return decompressSnappy(packed, bytesMax)
    case 'lz4':
      return decompressLz4(packed, bytesMax, options.isLegacy)
    case 'zstd':
      return zlib(type, () => zstdDecompressSync(packed, { maxOutputLength: bytesMax }))
  }
}

function zlib(type: CompressionType, run: () => Buffer): Buffer {
  try {
    return run()
  } catch (error) {
    throw corrupt(type, error instanceof Error ? error.message : String(error), error)
  }
}
