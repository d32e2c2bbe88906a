import { ErrorCode } from '../../protocol/index.ts'

/** What an error code of a group request means for the member. */
export type GroupVerdict =
  /** Same again after a pause. */
  | 'retry'
  /** Look up the coordinator, then the same again. */
  | 'find-coordinator'
  /** Join again with the member id that came with the answer. */
  | 'use-member-id'
  /** The group rebalances. */
  | 'rejoin'
  /** Out of the generation; the member id is still good. */
  | 'lost-generation'
  /** Out of the group. */
  | 'lost-member'
  | 'fatal'

const verdicts: ReadonlyMap<number, GroupVerdict> = new Map([
  [ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, 'retry'],
  [ErrorCode.COORDINATOR_NOT_AVAILABLE, 'find-coordinator'],
  [ErrorCode.NOT_COORDINATOR, 'find-coordinator'],
  [ErrorCode.NETWORK_EXCEPTION, 'find-coordinator'],
  [ErrorCode.REQUEST_TIMED_OUT, 'find-coordinator'],
  [ErrorCode.UNKNOWN_SERVER_ERROR, 'retry'],
  [ErrorCode.MEMBER_ID_REQUIRED, 'use-member-id'],
  [ErrorCode.REBALANCE_IN_PROGRESS, 'rejoin'],
  [ErrorCode.ILLEGAL_GENERATION, 'lost-generation'],
  [ErrorCode.UNKNOWN_MEMBER_ID, 'lost-member'],
])

export function groupVerdict(errorCode: number): GroupVerdict {
  return verdicts.get(errorCode) ?? 'fatal'
}
