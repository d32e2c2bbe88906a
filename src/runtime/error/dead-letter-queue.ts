import type { Logger } from '../../api/index.ts'
import { javaClassOf } from '../../errors/index.ts'
import type { TaskCounters } from '../metrics/task-counters.ts'
import type { RawHeader, TaskProducer } from '../task/kafka-ports.ts'
import { javaTrace, messageOf } from './java-trace.ts'
import type { RecordFailure } from './record-failure.ts'
import type { ErrorReporter } from './retry-with-tolerance.ts'

export interface DeadLetterQueueOptions {
  readonly topic: string
  readonly hasContextHeaders: boolean
  readonly connector: string
  readonly task: number
  readonly producer: TaskProducer
  readonly counters: TaskCounters
  readonly logger: Logger
  /** Texts of errors without secrets. Default: as they are. */
  readonly hide?: (text: string) => string
}

const text = new TextEncoder()

/**
 * Sends failed records of a sink to the dead letter queue as they were consumed: bytes, headers and timestamp (S17.6, S17.7). Resolves when
 * Kafka has the record; a send that fails is logged and counted, and rejects.
 */
export class DeadLetterQueue implements ErrorReporter {
  readonly #options: DeadLetterQueueOptions

  constructor(options: DeadLetterQueueOptions) {
    this.#options = options
  }

  report(failure: RecordFailure): Promise<void> | undefined {
    const { consumed } = failure
    if (consumed === null) return undefined
    const { topic, hasContextHeaders, counters } = this.#options
    counters.add('dlqRequests', 1)
    const headers = hasContextHeaders ? [...consumed.headers, ...this.#context(failure)] : consumed.headers
    const { key, value, timestamp } = consumed
    return this.#send({
      topic,
      partition: null,
      key,
      value,
      headers,
      ...(timestamp < 0 ? {} : { timestamp }),
    })
  }

  async #send(record: Parameters<TaskProducer['send']>[0]): Promise<void> {
    const { producer, counters, logger, topic } = this.#options
    try {
      await new Promise<void>((resolve, reject) => {
        const full = producer.send(record, (error) => (error ? reject(error as Error) : resolve()))
        full?.catch(reject)
      })
    } catch (error) {
      counters.add('dlqFailures', 1)
      logger.error(`Could not produce message to dead letter queue. topic=${topic}`, { error })
      throw error
    }
  }

  #context({ consumed, place, error }: RecordFailure): RawHeader[] {
    const { connector, task, hide = (plain: string) => plain } = this.#options
    const values: Record<string, string | null> = {
      topic: consumed!.topic,
      partition: String(consumed!.partition),
      offset: String(consumed!.offset),
      'connector.name': connector,
      'task.id': String(task),
      stage: place.stage,
      'class.name': place.className,
      'exception.class.name': javaClassOf(error),
      'exception.message': hide(messageOf(error)),
      'exception.stacktrace': hide(javaTrace(error)),
    }
    return Object.entries(values).map(([name, value]) => ({
      key: `__connect.errors.${name}`,
      value: value === null ? null : text.encode(value),
    }))
  }
}
