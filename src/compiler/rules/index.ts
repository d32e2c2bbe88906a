import { checkConflicts } from './conflicts.ts'
import { checkErrorHandling } from './error-handling.ts'
import { checkFrameworkSettings } from './framework-settings.ts'
import type { RuleInput } from './rule.ts'
import { checkShapes } from './shape-flow.ts'
import { checkTopicCreation } from './topic-creation.ts'
import { checkTopics } from './topics.ts'

const rules: readonly ((input: RuleInput) => void)[] = [
  checkConflicts,
  checkFrameworkSettings,
  checkTopics,
  checkErrorHandling,
  checkTopicCreation,
  checkShapes,
]

/** What cannot be said of one key alone: rules over the whole pipeline and over its emitted configurations. */
export function runRules(input: RuleInput): void {
  for (const rule of rules) rule(input)
}
