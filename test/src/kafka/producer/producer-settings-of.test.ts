import { describe, expect, it } from 'vitest'
import { producerSettingsOf } from '../../../../src/kafka/producer/producer-settings-of.ts'

describe('producer settings', () => {
  it('are idempotent by default, and quietly not where other settings exclude it', () => {
    expect(producerSettingsOf({}).isIdempotent).toBe(true)
    expect(producerSettingsOf({ acks: '1' }).isIdempotent).toBe(false)
    expect(producerSettingsOf({ retries: 0 }).isIdempotent).toBe(false)
    expect(producerSettingsOf({ 'enable.idempotence': false }).isIdempotent).toBe(false)
  })

  it.each([
    [
      { 'enable.idempotence': 'true', acks: '1' },
      'Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.',
    ],
    [{ 'transactional.id': 't', retries: 0 }, 'Must set retries to non-zero when using the idempotent producer.'],
    [
      { 'max.in.flight.requests.per.connection': 6 },
      'Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer.',
    ],
    [
      { 'transactional.id': 't', 'enable.idempotence': false },
      'Cannot set a transactional.id without also enabling idempotence.',
    ],
    [
      { 'delivery.timeout.ms': 1000 },
      'delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms',
    ],
  ])('refuse %j as Java does', (properties, text) => {
    expect(() => producerSettingsOf(properties)).toThrow(text)
  })

  it('let batches grow beyond the default size, but never beyond a batch.size that was set', () => {
    expect(producerSettingsOf({}).batchBytesMax).toBeGreaterThan(16_384)
    expect(producerSettingsOf({ 'batch.size': 16_384 }).batchBytesMax).toBe(16_384)
  })
})
