import type { BrokerContext } from './broker-context.ts'
import { cleanLog, isCleaningDue } from './cleaner/clean-log.ts'
import type { DataDirectory } from './data-directory.ts'
import { applyRetention } from './log/retention.ts'
import type { Clock, Timer } from './system/clock.ts'

const IDLE_CHECK_MS = 1000
/** How long compaction works before it lets others go on. */
const BREATH_MS = 5

function breather(clock: Clock): () => Promise<void> {
  let since = clock.now()
  return async () => {
    if (clock.now() - since < BREATH_MS) return
    await new Promise<void>((resolve) => clock.after(0, resolve))
    since = clock.now()
  }
}

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
      () => {
        this.#closeIdleConnections()
        this.#breakMemoryDeadlock()
      },
    )
    this.#repeat(every('log.flush.offset.checkpoint.interval.ms'), () => this.#saveFlushedOffsets())
    this.#repeat(every('log.retention.check.interval.ms'), () => this.applyRetention())
    this.#repeat(every('log.cleaner.backoff.ms'), () => this.#clean())
    this.#repeat(every('log.flush.scheduler.interval.ms'), () => this.#flushByTime())
    this.#repeat(every('offsets.retention.check.interval.ms'), () => {
      this.#context.groups.expireOffsets()
      this.#expireProducers()
    })
    this.#repeat(every('transaction.abort.timed.out.transaction.cleanup.interval.ms'), () => {
      this.#context.transactions.abortTimedOut()
      this.#context.transactions.expire()
      return this.#context.transactions.settle()
    })
  }

  stop(): void {
    this.#isStopped = true
    for (const timer of this.#timers) timer.cancel()
  }

  #repeat(intervalMs: () => number, task: () => void | Promise<void>): void {
    const run = async () => {
      this.#timers.delete(timer)
      try {
        await task()
      } catch (error) {
        this.#context.log.error('maintenance failed', error)
      }
      if (!this.#isStopped) this.#repeat(intervalMs, task)
    }
    const timer = this.#context.clock.after(intervalMs(), () => void run())
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

  /**
   * When halves of requests fill the memory and nobody is being answered, no half can ever become a whole: the one who
   * holds most has to go.
   */
  #breakMemoryDeadlock(): void {
    const { connections, memory, log } = this.#context
    const all = [...connections]
    if (!memory.isExhausted || all.some((connection) => connection.isAnswering)) return
    const [largest] = all.sort((a, b) => b.pendingBytes - a.pendingBytes)
    if (!largest || largest.pendingBytes === 0) return
    log.warn(`closing connection ${largest.session.connectionId}: unfinished requests fill the memory for requests`)
    largest.close()
  }

  /** Also called where a test does not want to wait. */
  applyRetention(): void {
    for (const { log } of [...this.#context.cluster.partitions()]) applyRetention(log)
  }

  async #clean(): Promise<void> {
    const { cluster, config, clock, log: logger } = this.#context
    if (!config.boolean('log.cleaner.enable')) return
    const mapBytesMax = config.number('log.cleaner.dedupe.buffer.size')
    const breathe = breather(clock)
    for (const { log } of [...cluster.partitions()]) {
      if (this.#isStopped) return
      if (log.isClosed || !isCleaningDue(log)) continue
      await cleanLog(log, { mapBytesMax, breathe }).catch((error: unknown) => {
        if (!log.isClosed) logger.error(`compacting ${log.options.name} failed`, error)
      })
    }
  }

  async #flushByTime(): Promise<void> {
    for (const { log } of [...this.#context.cluster.partitions()]) {
      if (log.config.flushMs < Number.MAX_SAFE_INTEGER && log.flushedOffset < log.endOffset) await log.flush()
    }
  }

  #expireProducers(): void {
    const { cluster, config, clock } = this.#context
    const oldest = clock.now() - config.number('producer.id.expiration.ms')
    for (const { log } of cluster.partitions()) log.producers.expire(oldest)
  }

  #saveFlushedOffsets(): void {
    const offsets: Record<string, number> = {}
    for (const { topic, index, log } of this.#context.cluster.partitions()) {
      if (log.flushedOffset > 0) offsets[`${topic.name}/${index}-${topic.id}`] = log.flushedOffset
    }
    this.#directory.saveFlushedOffsets(offsets)
  }
}
