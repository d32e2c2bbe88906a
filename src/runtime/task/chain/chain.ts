import type { RecordFailure } from '../../error/record-failure.ts'
import type { RetryWithTolerance } from '../../error/retry-with-tolerance.ts'
import type { Place } from '../../error/stage.ts'
import { FIRST_STEP, type TaskCounters } from '../../metrics/task-counters.ts'
import type { TaskTimers } from '../../metrics/task-timers.ts'

/** One step of a record's way through a task. `state` is the record in hand, changed in place. */
export interface Step<S> {
  readonly place: Place
  /** false drops the record. A promise only where waiting cannot be avoided. Throws (or rejects) when the step fails. */
  run(state: S): boolean | Promise<boolean>
}

/** What went in, for reports about a failure. */
export type Subject = Pick<RecordFailure, 'consumed' | 'source' | 'sink'>

/**
 * The steps of a task, run on one record at a time. Synchronous as long as every step is; a step that fails is handed to `errors.tolerance`
 * alone, so that a retry repeats that step and not the ones before it.
 */
export class Chain<S> {
  readonly #steps: readonly Step<S>[]
  readonly #tolerance: RetryWithTolerance
  readonly #subject: (state: S) => Subject
  readonly #counters: TaskCounters

  /** The task's counters are told which step is in hand, so that a thread that is stuck in one can be asked from outside. */
  constructor(steps: readonly Step<S>[], tolerance: RetryWithTolerance, subject: (state: S) => Subject) {
    this.#steps = steps
    this.#tolerance = tolerance
    this.#counters = tolerance.counters
    this.#subject = subject
  }

  get places(): readonly Place[] {
    return this.#steps.map(({ place }) => place)
  }

  /** true when the record went through, false when it was dropped or skipped. */
  run(state: S, from = 0): boolean | Promise<boolean> {
    const steps = this.#steps
    const counters = this.#counters
    let at = from
    try {
      for (; at < steps.length; at++) {
        counters.set('place', FIRST_STEP + at)
        const passed = steps[at]!.run(state)
        if (passed === true) continue
        return passed === false ? false : this.#resume(state, at, passed)
      }
      return true
    } catch (error) {
      return this.#failed(state, at, error)
    }
  }

  /** `run`, and every step of it timed; a step that fails is not, nor are those after it. */
  runTimed(state: S, timers: TaskTimers): boolean | Promise<boolean> {
    const steps = this.#steps
    let at = 0
    try {
      let startedAt = timers.start()
      for (; at < steps.length; at++) {
        this.#counters.set('place', FIRST_STEP + at)
        const passed = steps[at]!.run(state)
        if (passed !== true && passed !== false) return this.#resume(state, at, passed)
        startedAt = timers.stopStep(at, startedAt)
        if (!passed) return false
      }
      return true
    } catch (error) {
      return this.#failed(state, at, error)
    }
  }

  async #resume(state: S, at: number, pending: Promise<boolean>): Promise<boolean> {
    try {
      if (!(await pending)) return false
    } catch (error) {
      return this.#failed(state, at, error)
    }
    return this.run(state, at + 1)
  }

  async #failed(state: S, at: number, error: unknown): Promise<boolean> {
    const step = this.#steps[at]!
    const failure = { ...this.#subject(state), place: step.place, error }
    return (await this.#tolerance.failed(failure, () => step.run(state))) && this.run(state, at + 1)
  }
}
