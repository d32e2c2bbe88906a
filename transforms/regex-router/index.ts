import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { regexValidator } from '../../src/api/transform-kit/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { compileReplacement, JavaPattern } from '../../src/java/index.ts'

const config = new ConfigDef({
  regex: {
    type: 'STRING',
    validator: regexValidator,
    importance: 'HIGH',
    doc: 'Java regular expression that the whole topic name has to match; other topics stay as they are.',
  },
  replacement: {
    type: 'STRING',
    importance: 'HIGH',
    doc: 'The new topic name. `$1` and `${name}` stand for groups of the expression, a backslash makes the next character literal.',
  },
})

/** Topic names repeat: this many answers are kept. */
const REMEMBERED_TOPICS = 1024

/** Gives the new topic, or the same text when the expression does not match all of it. */
function router(settings: { readonly regex: string; readonly replacement: string }): (topic: string) => string {
  const pattern = JavaPattern.compile(settings.regex)
  const replacement = compileReplacement(pattern, settings.replacement)
  return (topic) => (pattern.matches(topic) ? pattern.replaceFirst(topic, replacement) : topic)
}

export const regexRouter = defineTransformation({
  name: 'regex-router',
  classes: ['org.apache.kafka.connect.transforms.RegexRouter'],
  summary: 'Renames the topic with a regular expression and a replacement.',
  config,
  examples: [
    {
      title: 'Put a prefix before every topic.',
      given: { topic: 'orders', value: 'a' },
      config: { regex: '(.*)', replacement: 'shop-$1' },
    },
    {
      title: 'Keep the last part of a dotted name.',
      given: { topic: 'db.shop.orders', value: 'a' },
      config: { regex: '.*\\.(?<table>[^.]+)', replacement: '${table}' },
    },
  ],
  create(settings): Transformation {
    const route = router(settings)
    const known = new Map<string, string>()
    return {
      apply(record) {
        let topic = known.get(record.topic)
        if (topic === undefined) {
          topic = route(record.topic)
          if (known.size >= REMEMBERED_TOPICS) known.clear()
          known.set(record.topic, topic)
        }
        return topic === record.topic ? record : record.withTopic(topic)
      },
    }
  },
  shape(input, settings) {
    return input.topic === undefined ? input : { ...input, topic: router(settings)(input.topic) }
  },
})
