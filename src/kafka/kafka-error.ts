import { isPipelineError, PipelineError } from '../errors/index.ts'
import { ErrorCode, type KafkaErrorName, kafkaErrorOf } from '../protocol/index.ts'

export interface ErrorPlace {
  /** Name of the API that was called. */
  readonly api: string
  /** `host:port (id 1)` of the broker that answered, when known. */
  readonly broker?: string
  /** What the call was about, for example `topic "orders"`; put into the message as it is. */
  readonly about?: string
  /** The broker's own text, when it sent one. */
  readonly text?: string | null
}

/** SLW5006 for an error code that a broker answered; `details.kafkaError` has Kafka's name for it. */
export function kafkaError(code: number, { api, broker, about, text }: ErrorPlace): PipelineError {
  const known = kafkaErrorOf(code)
  const of = about === undefined ? '' : ` for ${about}`
  const by = broker === undefined ? 'The cluster' : `Broker ${broker}`
  return new PipelineError('SLW5006', `${by} answered ${api}${of} with ${known.name}: ${text || known.message}`, {
    retriable: known.retriable,
    details: { kafkaError: known.name, kafkaCode: code, api, ...(broker === undefined ? {} : { broker }) },
  })
}

/** Kafka's name of the error that a broker answered, for example `TOPIC_ALREADY_EXISTS`; undefined for other errors. */
export function kafkaErrorNameOf(error: unknown): KafkaErrorName | undefined {
  if (!isPipelineError(error) || error.code !== 'SLW5006') return undefined
  const name = error.details['kafkaError']
  return typeof name === 'string' && name in ErrorCode ? (name as KafkaErrorName) : undefined
}
