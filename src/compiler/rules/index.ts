import type { RuleInput } from './rule.ts'
import { checkTopics } from './topics.ts'

const rules: readonly ((input: RuleInput) => void)[] = [checkTopics]

/** What cannot be said of one key alone: rules over the whole pipeline and over its emitted configurations. */
export function runRules(input: RuleInput): void {
  for (const rule of rules) rule(input)
}
