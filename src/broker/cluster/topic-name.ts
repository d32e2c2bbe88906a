import { KafkaFailure } from '../kafka-failure.ts'

const NAME_CHARACTERS_MAX = 249

/** @throws KafkaFailure INVALID_TOPIC_EXCEPTION with the text of `Topic.java` */
export function checkTopicName(name: string): void {
  const problem = problemOf(name)
  if (problem) throw new KafkaFailure('INVALID_TOPIC_EXCEPTION', `Topic name is invalid: ${problem}`)
}

function problemOf(name: string): string | undefined {
  if (name === '') return 'the empty string is not allowed'
  if (name === '.') return "'.' is not allowed"
  if (name === '..') return "'..' is not allowed"
  if (name.length > NAME_CHARACTERS_MAX) {
    return `the length of '${name}' is longer than the max allowed length ${NAME_CHARACTERS_MAX}`
  }
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`
  }
  return undefined
}

/** Dots and underscores look the same in metric names: two names that differ in them alone collide. */
export function topicNameKey(name: string): string {
  return name.replaceAll('.', '_')
}
