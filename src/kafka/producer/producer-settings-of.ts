import { ConfigException } from '../../errors/index.ts'
import { compressionTypes } from '../../protocol/compression/index.ts'
import type { ClientProperties } from '../client-config/client-properties.ts'
import type { ProducerSettings } from './producer-settings.ts'

export function producerSettingsOf(properties: ClientProperties): ProducerSettings {
  const text = (name: string) => {
    const value = properties[name]
    return value === undefined || value === null || value === '' ? undefined : String(value).trim()
  }
  const int = (name: string, fallback: number) => {
    const value = text(name)
    if (value === undefined) return fallback
    const number = Number(value)
    if (!Number.isInteger(number))
      throw new ConfigException(`Invalid value ${value} for configuration ${name}: Not a number of type INT`)
    return number
  }
  const transactionalId = text('transactional.id')
  const acks = text('acks') ?? 'all'
  const parsedAcks = acks === 'all' ? -1 : Number(acks)
  if (parsedAcks !== -1 && parsedAcks !== 0 && parsedAcks !== 1)
    throw new ConfigException(`Invalid value ${acks} for configuration acks: String must be one of: all, -1, 0, 1`)
  const compression = compressionTypes.find((type) => type === (text('compression.type') ?? 'none'))
  if (compression === undefined)
    throw new ConfigException(
      `Invalid value ${text('compression.type')} for configuration compression.type: String must be one of: none, gzip, snappy, lz4, zstd`,
    )
  const wantsIdempotence = text('enable.idempotence')
  const batchSizeBytes = Math.max(1, int('batch.size', 16_384))
  const level = text(`compression.${compression}.level`)
  return {
    acks: parsedAcks,
    lingerMs: int('linger.ms', 5),
    batchSizeBytes,
    batchBytesMax: text('batch.size') === undefined ? 262_144 : batchSizeBytes,
    maxRequestSizeBytes: int('max.request.size', 1_048_576),
    bufferMemoryBytes: int('buffer.memory', 33_554_432),
    compression,
    compressionLevel: level === undefined ? undefined : Number(level),
    isIdempotent:
      transactionalId !== undefined ||
      wantsIdempotence === 'true' ||
      (wantsIdempotence === undefined && parsedAcks === -1),
    maxInFlightPerConnection: int('max.in.flight.requests.per.connection', 5),
    requestTimeoutMs: int('request.timeout.ms', 30_000),
    deliveryTimeoutMs: int('delivery.timeout.ms', 120_000),
    retries: int('retries', 2_147_483_647),
    retryBackoffMs: int('retry.backoff.ms', 100),
    retryBackoffMaxMs: int('retry.backoff.max.ms', 1000),
    maxBlockMs: int('max.block.ms', 60_000),
    transactionalId,
    transactionTimeoutMs: int('transaction.timeout.ms', 60_000),
    partitionerIgnoreKeys: text('partitioner.ignore.keys') === 'true',
  }
}
