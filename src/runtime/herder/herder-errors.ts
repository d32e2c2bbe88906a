import { ConnectException } from '../../errors/index.ts'

/** REST status 400 (`org.apache.kafka.connect.runtime.rest.errors.BadRequestException`). */
export class BadRequestException extends ConnectException {
  override readonly javaClass: string = 'org.apache.kafka.connect.runtime.rest.errors.BadRequestException'
  readonly statusCode = 400
}

/** REST status 409: a rebalance is under way, or this worker's view is stale; the same call may succeed soon (S11.8). */
export class RebalanceNeededException extends ConnectException {
  override readonly javaClass: string = 'org.apache.kafka.connect.runtime.distributed.RebalanceNeededException'
  readonly statusCode = 409
}

/** Not the leader, or not the owner: the request belongs to the worker at `forwardUrl` (null when it is not known). */
export class NotAssignedException extends ConnectException {
  override readonly javaClass: string = 'org.apache.kafka.connect.runtime.distributed.NotAssignedException'
  readonly statusCode = 409
  readonly forwardUrl: string | null

  constructor(message: string, forwardUrl: string | null) {
    super(message)
    this.forwardUrl = forwardUrl
  }
}

export class NotLeaderException extends NotAssignedException {
  override readonly javaClass: string = 'org.apache.kafka.connect.runtime.distributed.NotLeaderException'
}

const named = (error: unknown, name: string) =>
  typeof error === 'object' && error !== null && 'javaClass' in error && String(error.javaClass).endsWith(`.${name}`)

export const isBadRequest = (error: unknown): error is BadRequestException => named(error, 'BadRequestException')
export const isRebalanceNeeded = (error: unknown): error is RebalanceNeededException =>
  named(error, 'RebalanceNeededException')
