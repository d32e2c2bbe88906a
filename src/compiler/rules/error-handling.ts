import { child } from '../pointer.ts'
import type { RuleInput } from './rule.ts'

/** Traps of `errors.*` (S17, S24.3). */
export function checkErrorHandling({ connectors, context: { report } }: RuleInput): void {
  for (const { kind, config, spec, origins } of connectors) {
    const place = (key: string) => origins.get(key) ?? child(spec.pointer, 'errors')
    const tolerates = config['errors.tolerance'] === 'all'
    const logs = config['errors.log.enable'] === 'true'
    const dlq = config['errors.deadletterqueue.topic.name']
    const bisects = config['errors.put.bisect.enable']
    if (kind === 'source' && bisects !== undefined)
      report.add({
        code: 'SLW2004',
        message: 'Batches that are refused are halved for sinks only.',
        pointer: place('errors.put.bisect.enable'),
        part: 'key',
        hint: 'Remove it here: a source hands its records on one by one.',
      })
    if (kind === 'sink' && bisects === 'true' && !tolerates)
      report.add({
        severity: 'warning',
        code: 'SLW2010',
        message: 'A batch that the sink refuses fails the task, so there is nothing to isolate.',
        pointer: place('errors.put.bisect.enable'),
        hint: 'Add `tolerance: all` to skip the record at fault and go on.',
      })
    if (config['errors.tolerance.budget.max.errors'] !== undefined && !tolerates)
      report.add({
        severity: 'warning',
        code: 'SLW2010',
        message: 'The first error fails the task, whatever the budget.',
        pointer: place('errors.tolerance.budget.max.errors'),
        hint: 'Add `tolerance: all` to tolerate errors within the budget.',
      })
    if (tolerates && !logs && !dlq)
      report.add({
        severity: 'warning',
        code: 'SLW2010',
        message: `Records that "${spec.name}" cannot process are dropped without a trace.`,
        pointer: place('errors.tolerance'),
        hint: 'Send them to a dead letter queue (`dlq`), or write them to the log (`log`).',
      })
    if (dlq && !tolerates)
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
