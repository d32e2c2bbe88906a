export {
  type CompressionType,
  compress,
  compressionId,
  compressionTypeOf,
  compressionTypes,
  type DecompressOptions,
  decompress,
} from './compression.ts'
