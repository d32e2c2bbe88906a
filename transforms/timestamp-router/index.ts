import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { DataException } from '../../src/errors/index.ts'
import { SimpleDateFormat } from '../../src/java/index.ts'

const config = new ConfigDef({
  'topic.format': {
    type: 'STRING',
    default: '${topic}-${timestamp}',
    importance: 'HIGH',
    doc: 'The new topic. `${topic}` and `${timestamp}` stand for the old topic and the formatted timestamp of the record.',
  },
  'timestamp.format': {
    type: 'STRING',
    default: 'yyyyMMdd',
    importance: 'HIGH',
    doc: 'How the timestamp is written, as in java.text.SimpleDateFormat, in UTC.',
  },
})

export const timestampRouter = defineTransformation({
  name: 'timestamp-router',
  classes: ['org.apache.kafka.connect.transforms.TimestampRouter'],
  summary: 'Renames the topic by the timestamp of the record.',
  config,
  examples: [
    { title: 'One topic a day.', given: { topic: 'logs', timestamp: 1_709_200_800_000, value: 'a' }, config: {} },
    {
      title: 'One topic a month.',
      given: { topic: 'logs', timestamp: 1_709_200_800_000, value: 'a' },
      config: { 'topic.format': '${topic}_${timestamp}', 'timestamp.format': 'yyyy-MM' },
    },
  ],
  create(settings): Transformation {
    // Java makes the format on first use, so a bad pattern fails records, not the configuration.
    let format: SimpleDateFormat | undefined
    return {
      apply(record) {
        if (record.timestamp === null) throw new DataException(`Timestamp missing on record: ${record.topic}`)
        format ??= new SimpleDateFormat(settings['timestamp.format'])
        const timestamp = format.format(record.timestamp)
        return record.withTopic(
          settings['topic.format']
            .split('$' + '{topic}')
            .join(record.topic)
            .split('$' + '{timestamp}')
            .join(timestamp),
        )
      },
    }
  },
  shape: (input) => ({ keySchema: input.keySchema, valueSchema: input.valueSchema }),
})
