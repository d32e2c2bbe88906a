import type { Logger } from '../../api/index.ts'
import type { TaskCounters } from '../metrics/task-counters.ts'
import type { ProducedRecord, TaskProducer } from '../task/kafka-ports.ts'

export interface DeadLetterWriterOptions {
  readonly topic: string
  readonly producer: Pick<TaskProducer, 'send'>
  readonly counters: TaskCounters
  readonly logger: Logger
}

export type DeadLetter = Omit<ProducedRecord, 'topic' | 'partition'>

/** Writes to the dead letter topic, the partition chosen by the producer. What fails is logged and counted (S17.9). */
export class DeadLetterWriter {
  readonly #options: DeadLetterWriterOptions

  constructor(options: DeadLetterWriterOptions) {
    this.#options = options
  }

  /**
   * Hands the letter to the producer at once; resolves when Kafka has it, rejects when it has not.
   * @param smaller - is sent in place of a letter that the producer finds too large.
   */
  async write(letter: DeadLetter, smaller?: () => DeadLetter): Promise<void> {
    const { counters, logger, topic } = this.#options
    counters.add('dlqRequests', 1)
    try {
      await this.#send(letter, smaller)
    } catch (error) {
      counters.add('dlqFailures', 1)
      logger.error(`Could not produce message to dead letter queue. topic=${topic}`, { error })
      throw error
    }
  }

  #send(letter: DeadLetter, smaller?: () => DeadLetter): Promise<void> {
    const { producer, topic } = this.#options
    return new Promise((resolve, reject) => {
      const settle = (error: unknown) => (error ? reject(error as Error) : resolve())
      const send = (each: DeadLetter, onDone: (error: unknown) => void) =>
        void producer.send({ topic, partition: null, ...each }, onDone)?.catch(reject)
      const sendSmaller = (error: unknown) => {
        if (smaller === undefined || !isTooLarge(error)) reject(error as Error)
        else send(smaller(), settle)
      }
      try {
        send(letter, (error) => (error ? sendSmaller(error) : resolve()))
      } catch (error) {
        sendSmaller(error)
      }
    })
  }
}

const isTooLarge = (error: unknown): boolean =>
  (error as { readonly details?: { readonly kafkaError?: unknown } }).details?.kafkaError === 'MESSAGE_TOO_LARGE'
