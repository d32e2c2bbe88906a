import { type ConfigValue, parseType } from '../config/index.ts'
import { JavaPattern } from '../java/index.ts'

type Config = Readonly<Record<string, string | null>>
type Values = Map<string, ConfigValue>

const isBlank = (text: string | null | undefined) => text === null || text === undefined || text.trim() === ''

/** `SinkConnectorConfig.validate`: topics or a regex, one of both, and neither may take in the dead letter queue (S4). */
export function checkSinkTopics(config: Config, values: Values): void {
  const hasTopics = !isBlank(config['topics'])
  const hasRegex = !isBlank(config['topics.regex'])
  const both = (message: string) => {
    addError(values, 'topics', message)
    addError(values, 'topics.regex', message)
  }
  if (hasTopics && hasRegex) both('topics and topics.regex are mutually exclusive options, but both are set.')
  if (!hasTopics && !hasRegex) both('Must configure one of topics or topics.regex')
  const deadLetterQueue = (config['errors.deadletterqueue.topic.name'] ?? '').trim()
  if (deadLetterQueue === '') return
  if (hasTopics) checkTopicList(config['topics']!, deadLetterQueue, values)
  if (hasRegex) checkTopicRegex(config['topics.regex']!, deadLetterQueue, values)
}

function checkTopicList(list: string, deadLetterQueue: string, values: Values): void {
  const topics = [...new Set(parseType('topics', list, 'LIST') as string[])]
  if (topics.includes(deadLetterQueue))
    addError(
      values,
      'topics',
      `The DLQ topic '${deadLetterQueue}' may not be included in the list of topics ('topics=[${topics.join(', ')}]') consumed by the connector`,
    )
}

function checkTopicRegex(regex: string, deadLetterQueue: string, values: Values): void {
  if (JavaPattern.compile(regex).matches(deadLetterQueue))
    addError(
      values,
      'topics.regex',
      `The DLQ topic '${deadLetterQueue}' may not be matched by the regex for the topics ('topics.regex=${regex}') consumed by the connector`,
    )
}

/** The group that the sink reads in must not be the workers' own (S4.4). */
export function checkSinkGroup(config: Config, values: Values, workerGroup: string): void {
  const overrideKey = 'consumer.override.group.id'
  const override = config[overrideKey]
  if (override !== undefined) {
    if (!values.has(overrideKey)) values.set(overrideKey, plainValue(overrideKey, override))
    if (override === workerGroup)
      addError(values, overrideKey, `Consumer group ${override} conflicts with Connect worker group ${workerGroup}`)
    return
  }
  const { name } = config
  if (`connect-${name}` === workerGroup)
    addError(
      values,
      'name',
      `Consumer group for sink connector named ${name} conflicts with Connect worker group ${workerGroup}`,
    )
}

export const plainValue = (name: string, value: unknown): ConfigValue => ({
  name,
  value,
  recommendedValues: [],
  errorMessages: [],
  visible: true,
})

export function addError(values: Values, name: string, message: string): void {
  values.get(name)?.errorMessages.push(message)
}
