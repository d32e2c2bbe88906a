import { ConnectException } from '../../errors/index.ts'
import type { ConnectorTaskId } from '../herder/connector-state.ts'
import { RebalanceNeededException } from '../herder/herder-errors.ts'
import type { SerialQueue } from '../herder/serial-queue.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { LeaderClient } from './leader-client.ts'
import { taskKey, type Work } from './work.ts'

export interface ZombieFencingDeps {
  readonly config: ConfigStore
  /** What this worker runs by the last assignment. */
  readonly work: () => Work
  /** `tasksRevision` that a task was started with. */
  readonly startedRevision: (id: ConnectorTaskId) => number | undefined
  readonly syncTimeoutMs: number
  readonly isLeader: () => boolean
  readonly leaderUrl: () => string | null
  readonly leader: LeaderClient
  readonly queue: SerialQueue
  /** Fences the transactional producers of tasks 0 to `taskCount - 1`. */
  readonly fence: (name: string, taskCount: number) => Promise<void>
}

/**
 * Before a generation of exactly-once tasks starts, the producers of the one before are fenced and the config topic says for how many tasks
 * that was done (S15.3, KIP-618). The fencing itself runs beside the herder's queue.
 */
export class ZombieFencing {
  readonly #deps: ZombieFencingDeps
  readonly #running = new Map<string, Promise<void>>()

  constructor(deps: ZombieFencingDeps) {
    this.#deps = deps
  }

  /**
   * Resolves when the task may begin to write; asked before and after it claims its producer. Rejects when this worker has lost it, or when newer
   * configurations of the tasks are in the topic: a task of an earlier generation must not fence its successor, nor write beside it.
   */
  async mayStart(id: ConnectorTaskId): Promise<void> {
    await this.#mustBeCurrent(id)
    if (this.#deps.config.state().connectors.get(id.connector)?.isFencingPending) {
      if (this.#deps.isLeader()) await this.fence(id.connector)
      else {
        const url = this.#deps.leaderUrl()
        if (url === null)
          throw new RebalanceNeededException('Request cannot be completed because a rebalance is expected')
        await this.#deps.leader.fenceZombies(url, id.connector)
      }
      await this.#mustBeCurrent(id)
    }
  }

  /** In the leader. Calls for the same connector share one round. */
  fence(name: string): Promise<void> {
    const running = this.#running.get(name)
    if (running) return running
    const round = this.#fence(name).finally(() => this.#running.delete(name))
    this.#running.set(name, round)
    return round
  }

  async #fence(name: string): Promise<void> {
    const { config, fence, syncTimeoutMs } = this.#deps
    // The follower that asks may have read further than this worker.
    await config.refresh(syncTimeoutMs)
    const record = config.state().connectors.get(name)
    if (record === undefined || !record.isFencingPending) return
    const count = record.tasks.length
    const before = record.fencedTaskCount
    // Without earlier tasks there is nobody to fence; a single task fences its predecessor by its own first step.
    if (before !== null && !(before === 1 && count === 1)) await fence(name, Math.max(before, count))
    // In turn with writes of task configurations: the note must not come to stand after tasks that it does not speak of.
    await this.#deps.queue.named(`writing how many tasks of connector ${name} are fenced`).run(async () => {
      if (config.state().connectors.get(name)?.tasksRevision !== record.tasksRevision)
        throw new RebalanceNeededException(`The tasks of connector ${name} changed while its producers were fenced`)
      await config.putFencedTaskCount(name, count)
    })
  }

  async #mustBeCurrent(id: ConnectorTaskId): Promise<void> {
    const { config, startedRevision, syncTimeoutMs, work } = this.#deps
    const revision = startedRevision(id)
    await config.refresh(syncTimeoutMs)
    if (!work().tasks.has(taskKey(id)))
      throw new ConnectException(
        `Task ${taskKey(id)} is not assigned to this worker any more; it must not write exactly once here`,
      )
    if (config.state().connectors.get(id.connector)?.tasksRevision !== revision)
      throw new ConnectException(
        `Task ${taskKey(id)} was started with configurations that have been replaced; it must not write exactly once`,
      )
  }
}
