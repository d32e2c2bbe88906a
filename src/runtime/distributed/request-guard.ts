import { NotFoundException } from '../../errors/index.ts'
import { NotAssignedException, NotLeaderException, RebalanceNeededException } from '../herder/herder-errors.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { AssignedWork } from './assigned-work.ts'
import type { GroupEvents } from './group-events.ts'
import type { WorkerGroup } from './worker-group.ts'

export const REBALANCE_EXPECTED = 'Request cannot be completed because a rebalance is expected'
const STALE_CONFIGURATION =
  'Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)'

export interface RequestGuardDeps {
  readonly config: ConfigStore
  readonly events: GroupEvents
  readonly work: AssignedWork
  readonly group: WorkerGroup
}

/** Whether this worker, at this moment, is the one to carry out a request; its errors say who is, and REST forwards there (S11.7, S11.8). */
export class RequestGuard {
  readonly #deps: RequestGuardDeps

  constructor(deps: RequestGuardDeps) {
    this.#deps = deps
  }

  /** Plain reads answer 500, not 409, while a rebalance is expected. */
  mustBeReadable(): void {
    if (this.#deps.events.isRebalanceExpected) throw new Error(REBALANCE_EXPECTED)
  }

  mustBeSettled(): void {
    if (this.#deps.events.isRebalanceExpected) throw new RebalanceNeededException(STALE_CONFIGURATION)
  }

  mustExist(connector: string, message = `Unknown connector: ${connector}`): void {
    if (!this.#deps.config.state().connectors.has(connector)) throw new NotFoundException(message)
  }

  mustLead(what: string): void {
    const { group } = this.#deps
    if (!group.isLeader) throw new NotLeaderException(what, group.leaderUrl)
  }

  /** The leader knows the owner; everybody else knows the leader. */
  mustOwn(resource: 'connectors' | 'tasks', name: string, what: string): void {
    const { group, work } = this.#deps
    if (work.work[resource].has(name)) return
    if (group.isLeader) throw new NotAssignedException(what, group.ownerUrl(resource, name))
    throw new NotLeaderException(what, group.leaderUrl)
  }
}
