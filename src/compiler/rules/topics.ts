import { sentence } from '../check-settings.ts'
import { child, valueAt } from '../pointer.ts'
import type { RuleInput } from './rule.ts'
import { matchesTopic, regexProblem } from './topic-regex.ts'

/** A sink reads `topics` or `topics.regex`, exactly one of them (S4.1); names are legal in Kafka; the regex compiles. */
export function checkTopics({ connectors, context }: RuleInput): void {
  const { report } = context
  for (const { kind, config, spec, origins } of connectors) {
    if (kind !== 'sink') continue
    const topics = config['topics']?.trim()
    const regex = config['topics.regex']?.trim()
    const place = (key: string) => origins.get(key) ?? child(spec.pointer, 'topics')
    if (topics && regex)
      report.add({
        code: 'SLW2004',
        message: `The sink "${spec.name}" reads both a list of topics and a regular expression.`,
        pointer: place('topics.regex'),
        hint: 'Keep one of them.',
        related: [{ message: 'the list of topics', pointer: place('topics') }],
      })
    else if (!topics && !regex)
      report.add({
        code: 'SLW2003',
        message: `The sink "${spec.name}" does not say which topics it reads.`,
        pointer: spec.pointer,
        part: 'key',
        hint: report.say({
          yaml: 'Add `topics: [name]` or `topics: { regex: ... }`.',
          typescript: "Add `.from('name')` or `.from(/regex/)`.",
        }),
      })
    const isList = Array.isArray(valueAt(context.model.tree, place('topics')))
    for (const [index, topic] of listOf(topics).entries())
      checkName(topic, isList ? child(place('topics'), index) : place('topics'), report)
    const problem = regex ? regexProblem(regex) : null
    if (problem !== null)
      report.add({
        code: 'SLW2004',
        message: `"${regex}" is not a Java regular expression: ${sentence(problem)}`,
        pointer: place('topics.regex'),
        hint: 'It must match the whole name of a topic, for example `shop-.*`.',
      })
    checkDeadLetters(
      { topics: listOf(topics), regex, dlq: config['errors.deadletterqueue.topic.name']?.trim() },
      place,
      report,
    )
  }
}

const listOf = (topics: string | undefined): string[] => (topics ? topics.split(/\s*,\s*/).filter(Boolean) : [])

type Reporter = RuleInput['context']['report']

function checkName(topic: string, pointer: string, report: Reporter): void {
  if (topic.includes('${')) return
  const isLegal = /^[\w.-]{1,249}$/.test(topic) && topic !== '.' && topic !== '..'
  if (isLegal) return
  report.add({
    code: 'SLW2004',
    message: `"${topic}" cannot be the name of a topic.`,
    pointer,
    hint: 'Kafka allows letters, digits, `.`, `_` and `-`, at most 249. For a pattern use `regex`.',
  })
}

interface DeadLetters {
  readonly topics: readonly string[]
  readonly regex: string | undefined
  readonly dlq: string | undefined
}

/** The sink would read its own dead letters, for ever (S4.3). */
function checkDeadLetters({ topics, regex, dlq }: DeadLetters, place: (key: string) => string, report: Reporter): void {
  if (!dlq) return
  checkName(dlq, place('errors.deadletterqueue.topic.name'), report)
  const isRead = topics.includes(dlq) || (regex !== undefined && matchesTopic(regex, dlq))
  if (!isRead) return
  report.add({
    code: 'SLW2004',
    message: `The dead letter queue "${dlq}" is one of the topics that the sink reads.`,
    pointer: place('errors.deadletterqueue.topic.name'),
    hint: 'Choose another topic: the sink would read its own failures again and again.',
    related: [{ message: 'the sink reads this', pointer: place(regex ? 'topics.regex' : 'topics') }],
  })
}
