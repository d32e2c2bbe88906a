import { FIRST_STEP, IN_POLL, IN_PUT } from '../metrics/task-counters.ts'
import type { TaskRun } from './task-run.ts'

/**
 * Where a task was when its thread ended without a word, as its counters in shared memory tell: stage, SMT, record. Empty when it had not begun.
 */
export function whereabouts({
  counters,
  places,
  topics,
  kind,
}: Pick<TaskRun, 'counters' | 'places' | 'topics' | 'kind'>): string {
  const of = (name: Parameters<typeof counters.get>[0]) => counters.get(name)
  if (of('turns') === 0 && of('polled') === 0 && of('place') === 0) return ''
  const place = places[of('place') - FIRST_STEP]
  const stage =
    of('place') === IN_POLL
      ? 'TASK_POLL'
      : of('place') === IN_PUT
        ? 'TASK_PUT'
        : place && `${place.stage}${place.alias === null ? '' : `, transform ${place.alias}`} (${place.className})`
  const topic = topics[of('placeTopic')]
  const record =
    kind === 'sink' && topic !== undefined && of('polled') > 0
      ? ` The last record was topic=${topic}, partition=${of('placePartition')}, offset=${of('placeOffset')}.`
      : ''
  return `The task was in stage ${stage ?? 'KAFKA_CONSUME'} after ${of('polled')} records.${record}`
}
