import { ConfigException } from '../../errors/index.ts'
import type { CompressionType } from '../../protocol/compression/index.ts'
import { type ClientConfig, parseClientConfig } from '../client-config/client-config.ts'
import type { ClientProperties } from '../client-config/client-properties.ts'
import type { ProducerSettings } from './producer-settings.ts'

/** Batches grow up to here where `batch.size` is not set: measured, larger ones save nothing more. */
const grownBatchBytes = 262_144

/** Parses `ProducerConfig`, with the checks and texts of its `postProcessParsedConfig`. */
export function producerSettingsOf(properties: ClientProperties): ProducerSettings {
  const config = parseClientConfig('producer', properties)
  const { values, isSet } = config
  const number = (name: string) => values[name] as number
  const acks = values['acks'] === 'all' ? -1 : (Number(values['acks']) as -1 | 0 | 1)
  const compression = values['compression.type'] as CompressionType
  const level = compression === 'gzip' || compression === 'zstd' ? number(`compression.${compression}.level`) : -1
  const batchSizeBytes = Math.max(1, number('batch.size'))
  return {
    acks,
    ...{ batchSizeBytes, batchBytesMax: isSet('batch.size') ? batchSizeBytes : grownBatchBytes },
    lingerMs: number('linger.ms'),
    maxRequestSizeBytes: number('max.request.size'),
    bufferMemoryBytes: number('buffer.memory'),
    compression,
    compressionLevel: compression === 'gzip' && level === -1 ? undefined : level,
    isIdempotent: isIdempotent(config, acks),
    maxInFlightPerConnection: number('max.in.flight.requests.per.connection'),
    requestTimeoutMs: number('request.timeout.ms'),
    deliveryTimeoutMs: deliveryTimeoutMs(config),
    retries: number('retries'),
    retryBackoffMs: number('retry.backoff.ms'),
    retryBackoffMaxMs: number('retry.backoff.max.ms'),
    maxBlockMs: number('max.block.ms'),
    transactionalId: (values['transactional.id'] as string | null) ?? undefined,
    transactionTimeoutMs: number('transaction.timeout.ms'),
    partitionerIgnoreKeys: values['partitioner.ignore.keys'] as boolean,
  }
}

/** On unless the user's other settings exclude it; a conflict with an explicit `true` is an error. */
function isIdempotent({ values, isSet }: ClientConfig, acks: number): boolean {
  const isWanted = values['enable.idempotence'] === true
  const isExplicit = isSet('enable.idempotence') && isWanted
  const isTransactional = values['transactional.id'] !== null
  if (isTransactional && !isWanted)
    throw new ConfigException('Cannot set a transactional.id without also enabling idempotence.')
  if (!isWanted) return false
  const mustBe = isExplicit || isTransactional
  const conflict =
    (values['retries'] as number) === 0
      ? 'Must set retries to non-zero when using the idempotent producer.'
      : acks !== -1
        ? 'Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.'
        : (values['max.in.flight.requests.per.connection'] as number) > 5
          ? 'Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer.'
          : undefined
  if (conflict === undefined) return true
  // Java refuses too many requests in flight even where idempotence is on by default.
  if (mustBe || conflict.includes('in.flight')) throw new ConfigException(conflict)
  return false
}

function deliveryTimeoutMs({ values, isSet }: ClientConfig): number {
  const timeoutMs = values['delivery.timeout.ms'] as number
  const leastMs = Math.min((values['linger.ms'] as number) + (values['request.timeout.ms'] as number), 2_147_483_647)
  if (timeoutMs >= leastMs) return timeoutMs
  if (isSet('delivery.timeout.ms'))
    throw new ConfigException('delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms')
  return leastMs
}
