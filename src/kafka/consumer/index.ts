export { type CommitOptions, type Consumer, type ConsumerDeps, createConsumer } from './consumer.ts'
export { type ConsumerRecord, ConsumerRecords, type TimestampType } from './consumer-record.ts'
export { type ConsumerSettings, consumerSettingsOf, type OffsetReset } from './consumer-settings.ts'
