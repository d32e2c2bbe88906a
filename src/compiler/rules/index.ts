import { checkConflicts } from './conflicts.ts'
import { checkErrorHandling } from './error-handling.ts'
import { checkFrameworkSettings } from './framework-settings.ts'
import { checkPastedPlugins } from './pasted-plugins.ts'
import { checkReferences } from './references.ts'
import type { RuleInput } from './rule.ts'
import { checkShapes } from './shape-flow.ts'
import { checkTopicCreation } from './topic-creation.ts'
import { checkTopics } from './topics.ts'
import { checkUnconditionalSteps } from './unconditional-steps.ts'

const rules: readonly ((input: RuleInput) => void | Promise<void>)[] = [
  checkConflicts,
  checkFrameworkSettings,
  checkPastedPlugins,
  checkReferences,
  checkTopics,
  checkErrorHandling,
  checkTopicCreation,
  checkShapes,
  checkUnconditionalSteps,
]

/** What cannot be said of one key alone: rules over the whole pipeline and over its emitted configurations. */
export async function runRules(input: RuleInput): Promise<void> {
  for (const rule of rules) await rule(input)
}
