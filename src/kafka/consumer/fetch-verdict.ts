import { kafkaErrorOf } from '../../protocol/index.ts'

/** What an error code in a fetch answer means. */
export type FetchVerdict =
  /** The broker does not know the session: begin a new one. */
  | 'session'
  /** The leader is somewhere else, or not yet there: ask for metadata. */
  | 'moved'
  | 'out-of-range'
  | 'retry'
  /** No retry helps: the caller of poll has to know. */
  | 'refused'

const OFFSET_OUT_OF_RANGE = 1
const UNKNOWN_SERVER_ERROR = -1
const session: ReadonlySet<number> = new Set([70, 71, 110])
const moved: ReadonlySet<number> = new Set([3, 5, 6, 9, 56, 74, 75, 78, 100, 103])

export function fetchVerdict(errorCode: number): FetchVerdict {
  if (session.has(errorCode)) return 'session'
  if (moved.has(errorCode)) return 'moved'
  if (errorCode === OFFSET_OUT_OF_RANGE) return 'out-of-range'
  return errorCode === UNKNOWN_SERVER_ERROR || kafkaErrorOf(errorCode).retriable ? 'retry' : 'refused'
}
