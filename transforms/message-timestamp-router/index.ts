import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { requireMap } from '../../src/api/transform-kit/index.ts'
import { ConfigDef, nonDuplicateList } from '../../src/config/index.ts'
import { javaToString, mapGet } from '../../src/data/index.ts'
import { DataException, JavaException } from '../../src/errors/index.ts'
import { SimpleDateFormat } from '../../src/java/index.ts'

const config = new ConfigDef({
  'topic.format': {
    type: 'STRING',
    default: '${topic}-${timestamp}',
    importance: 'HIGH',
    doc: 'The new topic. `${topic}` and `${timestamp}` stand for the old topic and the formatted timestamp.',
  },
  'message.timestamp.format': {
    type: 'STRING',
    default: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
    importance: 'MEDIUM',
    doc: 'How the timestamp is written in the message, as in java.text.SimpleDateFormat, in UTC.',
  },
  'topic.timestamp.format': {
    type: 'STRING',
    default: 'yyyyMMdd',
    importance: 'MEDIUM',
    doc: 'How the timestamp is written in the topic.',
  },
  'message.timestamp.keys': {
    type: 'LIST',
    validator: nonDuplicateList({ mayBeEmpty: false, mayBeNull: false }),
    importance: 'HIGH',
    doc: 'Fields of the value that may hold the timestamp; the first that is there counts.',
  },
})

export const messageTimestampRouter = defineTransformation({
  name: 'message-timestamp-router',
  classes: ['io.confluent.connect.transforms.MessageTimestampRouter'],
  summary: 'Renames the topic by a timestamp in the value, for schemaless records.',
  config,
  examples: [
    {
      title: 'One topic a day, by the time in the log line.',
      given: { topic: 'logs', value: { timestamp: '2024-02-29', line: 'started' } },
      config: { 'message.timestamp.keys': 'timestamp,ts', 'message.timestamp.format': 'yyyy-MM-dd' },
    },
  ],
  create(settings): Transformation {
    const messageFormat = new SimpleDateFormat(settings['message.timestamp.format'])
    const topicFormat = new SimpleDateFormat(settings['topic.timestamp.format'])
    const millisOf = (text: string): number | bigint => {
      try {
        return messageFormat.parse(text)
      } catch (error) {
        if (!(error instanceof JavaException)) throw error
        throw new DataException(`The timestamp ${text} does not match the format ${messageFormat.pattern}`, error)
      }
    }
    return {
      apply(record) {
        const value = requireMap(record.value, 'timestamp extraction')
        const found = settings['message.timestamp.keys'].map((key) => mapGet(value, key)).find((each) => each !== null)
        if (found === undefined)
          throw new DataException(`None of the fields ${settings['message.timestamp.keys'].join(', ')} is in the value`)
        const timestamp = topicFormat.format(millisOf(javaToString(found)))
        const topic = settings['topic.format']
          .replaceAll('${topic}', () => record.topic)
          .replaceAll('${timestamp}', () => timestamp)
        return record.withTopic(topic)
      },
    }
  },
  shape: (input) => ({ keySchema: input.keySchema, valueSchema: input.valueSchema }),
})
