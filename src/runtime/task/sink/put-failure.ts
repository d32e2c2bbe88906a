import type { SinkRecord } from '../../../data/index.ts'
import { ConnectException } from '../../../errors/index.ts'
import { failedRecordOf, withFailedRecord } from '../../error/retry-with-tolerance.ts'

/** Partitions that a trace names. */
const RANGES_MAX = 5

/** Connect's words for what ends a sink task, with a line that says which records `put` was given. */
export function unrecoverable(error: unknown, batch: readonly SinkRecord[]): unknown {
  const failure = new ConnectException('Exiting WorkerSinkTask due to unrecoverable exception.', error)
  return failedRecordOf(error) === undefined ? withFailedRecord(failure, describeBatch(batch)) : failure
}

function describeBatch(batch: readonly SinkRecord[]): string {
  const ranges = new Map<string, { readonly first: number; last: number }>()
  for (const { originalTopic, originalKafkaPartition, originalKafkaOffset: offset } of batch) {
    const key = `topic=${originalTopic}, partition=${originalKafkaPartition ?? 0}`
    const range = ranges.get(key)
    if (range) range.last = offset
    else ranges.set(key, { first: offset, last: offset })
  }
  const places = [...ranges].map(
    ([key, { first, last }]) => `${key}, offset=${first === last ? first : `${first}..${last}`}`,
  )
  const shown = places.length > RANGES_MAX ? [...places.slice(0, RANGES_MAX), '...'] : places
  return `Failed batch: ${['stage=TASK_PUT, class=org.apache.kafka.connect.sink.SinkTask', ...shown].join(', ')}`
}
