import { kafkaErrorOf } from '../../protocol/index.ts'

/** An error code as a result: what an admin call expects to happen, such as TOPIC_ALREADY_EXISTS. */
export interface AdminError {
  readonly code: number
  /** Kafka's name, for example `TOPIC_ALREADY_EXISTS`. */
  readonly name: string
  /** The broker's own text where it sent one, else Kafka's text for the code. */
  readonly message: string
  readonly retriable: boolean
}

/** The outcome for each item of a call; undefined stands for success. */
export type AdminOutcomes = Map<string, AdminError | undefined>

export function adminErrorOf(code: number, text?: string | null): AdminError | undefined {
  if (code === 0) return undefined
  const { name, message, retriable } = kafkaErrorOf(code)
  return { code, name, message: text || message, retriable }
}
