import type { BrokerContext } from './broker-context.ts'
import type { DataDirectory } from './data-directory.ts'
import type { Timer } from './system/clock.ts'

const IDLE_CHECK_MS = 1000

/** What the broker does by itself from time to time. One task never runs twice at the same time. */
export class Maintenance {
  readonly #context: BrokerContext
  readonly #directory: DataDirectory
  readonly #timers = new Set<Timer>()
  #isStopped = false

  constructor(context: BrokerContext, directory: DataDirectory) {
    this.#context = context
    this.#directory = directory
  }

  start(): void {
    const every = (setting: string) => () => this.#context.config.number(setting)
    this.#repeat(
      () => IDLE_CHECK_MS,
      () => this.#closeIdleConnections(),
    )
    this.#repeat(every('log.flush.offset.checkpoint.interval.ms'), () => this.#saveFlushedOffsets())
    this.#repeat(every('transaction.abort.timed.out.transaction.cleanup.interval.ms'), () => {
      this.#context.transactions.abortTimedOut()
      this.#context.transactions.expire()
    })
  }

  stop(): void {
    this.#isStopped = true
    for (const timer of this.#timers) timer.cancel()
  }

  #repeat(intervalMs: () => number, task: () => void | Promise<void>): void {
    const timer = this.#context.clock.after(intervalMs(), async () => {
      this.#timers.delete(timer)
      try {
        await task()
      } catch (error) {
        this.#context.log.error('maintenance failed', error)
      }
      if (!this.#isStopped) this.#repeat(intervalMs, task)
    })
    this.#timers.add(timer)
  }

  #closeIdleConnections(): void {
    const { connections, config, clock } = this.#context
    const oldest = clock.now() - config.number('connections.max.idle.ms')
    for (const connection of [...connections]) {
      const { idleSinceMs } = connection
      if (idleSinceMs !== undefined && idleSinceMs < oldest) connection.close()
    }
  }

  #saveFlushedOffsets(): void {
    const offsets: Record<string, number> = {}
    for (const { topic, index, log } of this.#context.cluster.partitions()) {
      if (log.flushedOffset > 0) offsets[`${topic.name}/${index}-${topic.id}`] = log.flushedOffset
    }
    this.#directory.saveFlushedOffsets(offsets)
  }
}
