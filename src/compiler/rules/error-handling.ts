import { child } from '../pointer.ts'
import type { RuleInput } from './rule.ts'

/** Traps of `errors.*` (S17, S24.3). */
export function checkErrorHandling({ connectors, context: { report } }: RuleInput): void {
  for (const { kind, config, spec, origins } of connectors) {
    const place = (key: string) => origins.get(key) ?? child(spec.pointer, 'errors')
    const tolerates = config['errors.tolerance'] === 'all'
    const logs = config['errors.log.enable'] === 'true'
    const dlq = config['errors.deadletterqueue.topic.name']
    if (kind === 'source' && dlq)
      report.add({
        code: 'SLW2004',
        message: 'A dead letter queue works for sinks only.',
        pointer: place('errors.deadletterqueue.topic.name'),
        part: 'key',
        hint: 'Remove it here, and write failures of the source to the log.',
      })
    if (tolerates && !logs && !(dlq && kind === 'sink'))
      report.add({
        severity: 'warning',
        code: 'SLW2010',
        message: `Records that "${spec.name}" cannot process are dropped without a trace.`,
        pointer: place('errors.tolerance'),
        hint:
          kind === 'sink'
            ? 'Send them to a dead letter queue (`dlq`), or write them to the log (`log`).'
            : 'Write them to the log (`log`).',
      })
    if (kind === 'sink' && dlq && !tolerates)
      report.add({
        severity: 'warning',
        code: 'SLW2010',
        message: 'The first record that goes to the dead letter queue also fails the task.',
        pointer: place('errors.deadletterqueue.topic.name'),
        hint: 'Add `tolerance: all` to go on with the next record.',
      })
    if (dlq && config['errors.deadletterqueue.topic.replication.factor'] === undefined)
      report.add({
        severity: 'warning',
        code: 'SLW2010',
        message:
          'The dead letter queue is created with replication factor 3, which a cluster of one or two brokers refuses.',
        pointer: place('errors.deadletterqueue.topic.name'),
        hint: 'Set `errors.deadletterqueue.topic.replication.factor`; -1 takes the default of the broker.',
      })
  }
}
