import type { TransformationDefinition } from '../../api/index.ts'
import type { RuleInput } from './rule.ts'

/** A Filter without predicate drops every record. */
export function checkUnconditionalSteps({ spec, context }: RuleInput): void {
  const connectors = spec.source ? [spec.source, ...spec.sinks] : spec.sinks
  for (const step of connectors.flatMap((connector) => connector.transforms)) {
    const definition = context.definitions.get(step.pointer)?.definition as TransformationDefinition | undefined
    if (!definition?.needsPredicate || step.predicate !== null) continue
    context.report.add({
      severity: 'warning',
      code: 'SLW2010',
      message: `The step "${step.alias}" applies to every record.`,
      pointer: step.pointer,
      hint: context.report.say({
        yaml: `${definition.summary} Give it \`when\` or \`unless\`.`,
        typescript: `${definition.summary} Give it \`.when(...)\` or \`.unless(...)\`.`,
      }),
    })
  }
}
