import { describe, expect, it } from 'vitest'
import { consumerSettingsOf } from '../../../../src/kafka/index.ts'

describe('the settings of a consumer', () => {
  it('have the defaults of ConsumerConfig', () => {
    const { assignors, ...settings } = consumerSettingsOf({ 'group.id': 'g' })
    expect(assignors.map(({ name }) => name)).toEqual(['range', 'cooperative-sticky'])
    expect(settings).toEqual({
      groupId: 'g',
      groupInstanceId: null,
      sessionTimeoutMs: 45_000,
      heartbeatIntervalMs: 3000,
      rebalanceTimeoutMs: 300_000,
      rackId: null,
      excludeInternal: true,
      allowAutoCreate: true,
      isReadCommitted: false,
      autoOffsetReset: 'latest',
      enableAutoCommit: true,
      autoCommitIntervalMs: 5000,
      fetchMinBytes: 1,
      fetchMaxBytes: 52_428_800,
      fetchMaxWaitMs: 500,
      maxPartitionFetchBytes: 1_048_576,
      maxPollRecords: 500,
      checkCrcs: true,
    })
  })

  it('take text as it stands in a properties file', () => {
    const settings = consumerSettingsOf({
      'group.id': 'g',
      'max.poll.records': ' 7 ',
      'enable.auto.commit': 'FALSE',
      'isolation.level': 'READ_COMMITTED',
      'partition.assignment.strategy': 'org.apache.kafka.clients.consumer.StickyAssignor, roundrobin',
    })
    expect(settings).toMatchObject({ maxPollRecords: 7, enableAutoCommit: false, isReadCommitted: true })
    expect(settings.assignors.map(({ name }) => name)).toEqual(['sticky', 'roundrobin'])
  })

  it('never commit by themselves without a group', () => {
    expect(consumerSettingsOf({}).enableAutoCommit).toBe(false)
  })

  it.each([
    [{ 'max.poll.records': 'x' }, 'Invalid value x for configuration max.poll.records: Not a number of type INT'],
    [{ 'max.poll.records': 0 }, 'Invalid value 0 for configuration max.poll.records: Value must be at least 1'],
    [
      { 'check.crcs': 'maybe' },
      'Invalid value maybe for configuration check.crcs: Expected value to be either true or false',
    ],
    [
      { 'auto.offset.reset': 'soon' },
      'Invalid value soon for configuration auto.offset.reset: String must be one of: earliest, latest, none',
    ],
  ])('refuse %o', (properties, message) => {
    expect(() => consumerSettingsOf(properties)).toThrow(message)
  })
})
