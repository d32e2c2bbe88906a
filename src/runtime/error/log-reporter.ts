import type { Logger } from '../../api/index.ts'
import type { TaskCounters } from '../metrics/task-counters.ts'
import type { RecordFailure } from './record-failure.ts'
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
    this.#logger.error(this.#text(failure), { error: failure.error })
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

function describe(source: NonNullable<RecordFailure['source']>): string {
  const map = (value: unknown) =>
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}` : each))
  return `SourceRecord{sourcePartition=${map(source.sourcePartition)}, sourceOffset=${map(source.sourceOffset)}} ConnectRecord{topic='${source.topic}', kafkaPartition=${source.kafkaPartition}, timestamp=${source.timestamp}}`
}
