import { definePredicate } from '../../src/api/index.ts'
import { regexValidator } from '../../src/api/transform-kit/index.ts'
import { allOf, ConfigDef, nonEmptyString } from '../../src/config/index.ts'
import { JavaPattern } from '../../src/java/index.ts'

export const topicNameMatches = definePredicate({
  name: 'topic-name-matches',
  classes: ['org.apache.kafka.connect.transforms.predicates.TopicNameMatches'],
  summary: 'True for records whose whole topic name matches a regular expression.',
  config: new ConfigDef({
    pattern: {
      type: 'STRING',
      validator: allOf(nonEmptyString, regexValidator),
      importance: 'MEDIUM',
      doc: 'Java regular expression for the whole topic name.',
    },
  }),
  examples: [
    {
      title: 'Match the topics of one application.',
      given: { topic: 'shop-orders', value: 'a' },
      config: { pattern: 'shop-.*' },
    },
  ],
  create(settings) {
    const pattern = JavaPattern.compile(settings.pattern)
    return { test: (record) => pattern.matches(record.topic) }
  },
})
