import { defineTransformation } from '../../src/api/index.ts'
import { regexRouter } from '../regex-router/index.ts'

/** Confluent's RegexRouter by another name, for places where topics may not be renamed by Kafka's. */
export const topicRegexRouter = defineTransformation({
  name: 'topic-regex-router',
  classes: [
    'io.confluent.connect.transforms.TopicRegexRouter',
    'io.confluent.connect.cloud.transforms.TopicRegexRouter',
  ],
  summary: 'Renames the topic with a regular expression and a replacement.',
  config: regexRouter.config,
  examples: [
    {
      title: 'Put a prefix before every topic.',
      given: { topic: 'orders', value: 'a' },
      config: { regex: '(.*)', replacement: 'shop-$1' },
    },
  ],
  create: (settings, context, props) => regexRouter.create(settings, context, props),
  shape: (input, settings, context) => regexRouter.shape!(input, settings, context),
})
