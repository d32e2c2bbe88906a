import { javaClassOf } from '../../errors/index.ts'
import type { RawHeader } from '../task/kafka-ports.ts'
import { javaTrace, messageOf } from './java-trace.ts'
import { fieldPathOf, jsonOf, type RecordFailure } from './record-failure.ts'

export interface FailureHeadersOptions {
  readonly connector: string
  readonly task: number
  /** Texts of errors without secrets. */
  readonly hide: (text: string) => string
}

const encoder = new TextEncoder()

/**
 * Headers of a dead letter that tell what went wrong: Connect's (S17.7), UTF-8 texts under `__connect.errors.`, and where they apply
 * `transform.alias` and `field.path`. A record of a source has no topic, partition and offset that it was consumed from: it gets
 * `source.partition` and `source.offset` as JSON and `destination.topic` instead.
 */
export function failureHeaders(failure: RecordFailure, { connector, task, hide }: FailureHeadersOptions): RawHeader[] {
  const { consumed, source, place, error } = failure
  const field = fieldPathOf(error)
  const values: Record<string, string | null> = {
    ...(consumed === null
      ? {}
      : { topic: consumed.topic, partition: String(consumed.partition), offset: String(consumed.offset) }),
    'connector.name': connector,
    'task.id': String(task),
    stage: place.stage,
    'class.name': place.className,
    'exception.class.name': javaClassOf(error),
    'exception.message': hide(messageOf(error)),
    'exception.stacktrace': hide(javaTrace(error)),
    ...(place.alias === null ? {} : { 'transform.alias': place.alias }),
    ...(field === undefined ? {} : { 'field.path': field }),
    ...(source === null
      ? {}
      : {
          'destination.topic': source.topic,
          'source.partition': jsonOf(source.sourcePartition),
          'source.offset': jsonOf(source.sourceOffset),
        }),
  }
  return Object.entries(values).map(([name, value]) => failureHeader(name, value))
}

export const failureHeader = (name: string, value: string | null): RawHeader => ({
  key: `__connect.errors.${name}`,
  value: value === null ? null : encoder.encode(value),
})
