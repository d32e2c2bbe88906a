/** Where in a record's way something failed (`org.apache.kafka.connect.runtime.errors.Stage`). */
export type Stage =
  | 'TASK_POLL'
  | 'TASK_PUT'
  | 'TRANSFORMATION'
  | 'KEY_CONVERTER'
  | 'VALUE_CONVERTER'
  | 'HEADER_CONVERTER'
  | 'KAFKA_PRODUCE'
  | 'KAFKA_CONSUME'

/** One step of a record's way, named as error reports name it. */
export interface Place {
  readonly stage: Stage
  /** Java class of the plugin, or its short name when it has none. */
  readonly className: string
  /** Alias of the SMT; null for the rest. */
  readonly alias: string | null
}

const tolerableForAnyError: ReadonlySet<Stage> = new Set([
  'TRANSFORMATION',
  'KEY_CONVERTER',
  'VALUE_CONVERTER',
  'HEADER_CONVERTER',
])

/** Whether `errors.tolerance=all` may skip a record that failed here with an error that is not retriable (S17.1). */
export const isTolerable = (stage: Stage): boolean => tolerableForAnyError.has(stage)
