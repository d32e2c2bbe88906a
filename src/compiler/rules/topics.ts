import { child } from '../pointer.ts'
import type { RuleInput } from './rule.ts'

/** A sink reads `topics` or `topics.regex`, exactly one of them (S4.1). */
export function checkTopics({ connectors, context }: RuleInput): void {
  for (const { kind, config, spec, origins } of connectors) {
    if (kind !== 'sink') continue
    const topics = config['topics']?.trim()
    const regex = config['topics.regex']?.trim()
    if (topics && regex)
      context.report.add({
        code: 'SLW2004',
        message: `The sink "${spec.name}" has both topics and a topic regex.`,
        pointer: origins.get('topics.regex') ?? spec.pointer,
        part: 'key',
        hint: 'Keep one of them.',
      })
    else if (!topics && !regex)
      context.report.add({
        code: 'SLW2003',
        message: `The sink "${spec.name}" does not say which topics it reads.`,
        pointer: spec.pointer,
        part: 'key',
        hint: 'Add `topics: [name]` or `topics: { regex: ... }`.',
      })
    const name = child(spec.pointer, 'topics')
    void name
  }
}
