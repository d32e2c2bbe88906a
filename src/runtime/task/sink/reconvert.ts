import type { SinkRecord } from '../../../data/index.ts'
import type { TaskPlugins } from '../chain/task-chain.ts'
import type { ConsumedRecord } from '../kafka-ports.ts'
import type { Reconvert } from './errant-reports.ts'

/** Bytes for a record that a sink task made itself, by the task's own converters (S17.8). */
export function reconverter({ keyConverter, valueConverter, headerConverter }: TaskPlugins): Reconvert {
  return async (record: SinkRecord): Promise<ConsumedRecord> => {
    const { topic, headers, keySchema, key, valueSchema, value } = record
    return {
      topic: record.originalTopic,
      partition: record.originalKafkaPartition ?? record.kafkaPartition ?? 0,
      offset: record.originalKafkaOffset,
      timestamp: record.timestamp ?? -1,
      timestampType: record.timestampType,
      key: await keyConverter.converter.fromConnectData(topic, keySchema, key, headers),
      value: await valueConverter.converter.fromConnectData(topic, valueSchema, value, headers),
      headers: Array.from(headers, (header) => ({
        key: header.key,
        value: headerConverter.converter.fromConnectHeader(topic, header.key, header.schema, header.value),
      })),
    }
  }
}
