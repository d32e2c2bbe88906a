import type { RuleInput } from './rule.ts'

/** A setting that is given by a key of the pipeline file and once more under `config`. */
export function checkConflicts({ connectors, context: { report } }: RuleInput): void {
  for (const { conflicts } of connectors)
    for (const { key, first, second } of conflicts)
      report.add({
        code: 'SLW2005',
        message: `"${key}" is set in two ways.`,
        pointer: second,
        part: 'key',
        hint: 'Keep one of them.',
        related: [{ message: 'it is also set here', pointer: first, part: 'key' }],
      })
}
