import type { Logger } from '../../api/index.ts'
import type { TaskCounters } from '../metrics/task-counters.ts'
import { fieldPathOf, jsonOf, type RecordFailure } from './record-failure.ts'
import type { ErrorReporter } from './retry-with-tolerance.ts'

/** `errors.log.enable`: Connect's line for each failed record (S17.11). */
export class LogReporter implements ErrorReporter {
  readonly #task: string
  readonly #includesMessages: boolean
  readonly #logger: Logger
  readonly #counters: TaskCounters

  constructor(task: string, includesMessages: boolean, logger: Logger, counters: TaskCounters) {
    this.#task = task
    this.#includesMessages = includesMessages
    this.#logger = logger
    this.#counters = counters
  }

  report(failure: RecordFailure): void {
    this.#counters.add('errorsLogged', 1)
    const { error, place } = failure
    const field = fieldPathOf(error)
    this.#logger.error(this.#text(failure), {
      error,
      ...(place.alias === null ? {} : { transform: place.alias }),
      ...(field === undefined ? {} : { field }),
    })
  }

  #text({ place, consumed, source }: RecordFailure): string {
    const text = `Error encountered in task ${this.#task}. Executing stage '${place.stage}' with class '${place.className}'`
    if (!this.#includesMessages) return `${text}.`
    if (consumed)
      return (
        `${text}, where consumed record is {topic='${consumed.topic}', partition=${consumed.partition}, ` +
        `offset=${consumed.offset}, timestamp=${consumed.timestamp}, timestampType=${consumed.timestampType}}.`
      )
    if (source) return `${text}, where source record is = ${describe(source)}.`
    return `${text}.`
  }
}

/** The record as `SourceRecord.toString` shows it. */
function describe(source: NonNullable<RecordFailure['source']>): string {
  const { sourcePartition, sourceOffset, topic, kafkaPartition, key, value, timestamp, headers } = source
  return (
    `SourceRecord{sourcePartition=${jsonOf(sourcePartition)}, sourceOffset=${jsonOf(sourceOffset)}} ` +
    `ConnectRecord{topic='${topic}', kafkaPartition=${kafkaPartition}, key=${jsonOf(key)}, value=${jsonOf(value)}, ` +
    `timestamp=${timestamp}, headers=${jsonOf([...headers].map((header) => [header.key, header.value]))}}`
  )
}
