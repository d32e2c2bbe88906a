import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TargetState } from '../herder/connector-state.ts'
import type { TaskCounters } from '../metrics/task-counters.ts'

const TURN_AFTER_MS = 5

export interface TaskStateListener {
  onState(state: 'RUNNING' | 'PAUSED'): void
  /** The loop failed after the task was told to stop: worth a line, but the task has stopped as it should (as in Connect). */
  onLateFailure(error: unknown): void
}

/**
 * The life of one task (`org.apache.kafka.connect.runtime.WorkerTask`, S13.5): wait while paused, initialize and start, loop, close. The loop
 * itself is in the subclasses. `run` settles once: resolved after a stop, rejected with what made the task fail.
 */
export abstract class WorkerTask {
  readonly #stopping = new AbortController()
  readonly #listener: TaskStateListener
  protected readonly counters: TaskCounters
  #target: TargetState
  #turnedAt = 0
  #isTold = false
  #stray: { readonly error: unknown } | null = null
  #changed: () => void = () => {}
  protected isFailed = false

  constructor(target: TargetState, listener: TaskStateListener, counters: TaskCounters) {
    this.#target = target
    this.#listener = listener
    this.counters = counters
  }

  /** Aborts when the task is to stop. */
  get stopSignal(): AbortSignal {
    return this.#stopping.signal
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted
  }

  get isPaused(): boolean {
    return this.#target === 'PAUSED'
  }

  /** Returns at once; `run` settles when the task has stopped. */
  requestStop(): void {
    this.#isTold ||= this.#stray === null
    this.#stopping.abort()
    this.#changed()
  }

  /** Something went wrong beside the loop: the task stops and `run` rejects with this. */
  fail(error: unknown): void {
    if (this.#isTold) {
      this.isFailed = true
      this.#listener.onLateFailure(error)
      return
    }
    this.#stray ??= { error }
    this.requestStop()
  }

  setTarget(target: TargetState): void {
    if (target === this.#target) return
    this.#target = target
    this.onTargetChange()
    this.#changed()
  }

  /** Commits offsets as soon as may be, whatever the interval. */
  abstract requestCommit(): void

  async run(): Promise<void> {
    const failures: unknown[] = []
    try {
      await this.#execute()
      if (this.#stray) throw this.#stray.error
    } catch (error) {
      this.isFailed = true
      this.#note(error, failures)
      this.#stopping.abort()
    }
    try {
      await this.close()
    } catch (error) {
      this.#note(error, failures)
    }
    if (this.#stray) throw this.#stray.error
    if (failures.length > 0) throw failures[0]
  }

  #note(error: unknown, failures: unknown[]): void {
    if (this.#isTold) this.#listener.onLateFailure(error)
    else failures.push(error)
  }

  async #execute(): Promise<void> {
    if (this.isPaused) {
      this.#listener.onState('PAUSED')
      await this.whilePaused()
    }
    if (this.isStopping) return
    await this.start()
    this.#listener.onState(this.isPaused ? 'PAUSED' : 'RUNNING')
    await this.loop()
  }

  protected abstract start(): Promise<void>
  /** Until `isStopping`, or a failure. */
  protected abstract loop(): Promise<void>
  /** After the loop, also after a failure in start or before; must release everything. */
  protected abstract close(): Promise<void>
  /** The target state is another one now; called outside the loop. */
  protected onTargetChange(): void {}

  protected report(state: 'RUNNING' | 'PAUSED'): void {
    this.#listener.onState(state)
  }

  /** Resolves when the task shall run again, or stop. */
  protected async whilePaused(): Promise<void> {
    while (this.isPaused && !this.isStopping)
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    this.#changed = () => {}
  }

  /** Lets timers and messages of the thread have their turn, when the last one is a while ago. */
  protected turn(nowMs: number): void | Promise<void> {
    this.counters.add('turns', 1)
    if (nowMs - this.#turnedAt < TURN_AFTER_MS) return
    return nextTurn().then(() => {
      this.#turnedAt = nowMs
    })
  }
}
