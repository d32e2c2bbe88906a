import { ConfigException, JavaException } from '../../errors/index.ts'

export type SubjectNameStrategy = 'TopicNameStrategy' | 'RecordNameStrategy' | 'TopicRecordNameStrategy'

const PACKAGE = 'io.confluent.kafka.serializers.subject.'

/** The strategy that a setting names, with or without package. Throws ConfigException for one of the user's own. */
export function parseStrategy(key: string, value: string): SubjectNameStrategy {
  const name = value.startsWith(PACKAGE) ? value.slice(PACKAGE.length) : value
  if (name === 'TopicNameStrategy' || name === 'RecordNameStrategy' || name === 'TopicRecordNameStrategy') return name
  throw new ConfigException(
    `Invalid value ${value} for configuration ${key}: only TopicNameStrategy, RecordNameStrategy and TopicRecordNameStrategy are known`,
  )
}

/** The subject of a schema; `recordName` is its full name, null when it is not of a record. Throws SerializationException when one is needed. */
export function subjectOf(
  strategy: SubjectNameStrategy,
  topic: string,
  isKey: boolean,
  recordName: string | null,
): string {
  if (strategy === 'TopicNameStrategy') return `${topic}-${isKey ? 'key' : 'value'}`
  if (recordName === null) {
    const part = isKey ? 'key' : 'value'
    throw new JavaException(
      'org.apache.kafka.common.errors.SerializationException',
      `In configuration ${part}.subject.name.strategy = ${PACKAGE}${strategy}, the message ${part} must only be a record schema`,
    )
  }
  return strategy === 'RecordNameStrategy' ? recordName : `${topic}-${recordName}`
}
