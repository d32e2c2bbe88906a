import type { Predicate, Transformation } from '../../../api/index.ts'
import type { ConnectRecord } from '../../../data/index.ts'
import type { Place } from '../../error/stage.ts'
import type { Step } from './chain.ts'

export interface ConfiguredTransformation {
  readonly place: Place
  readonly transformation: Transformation
  /** null = always. */
  readonly predicate: Predicate | null
  readonly negate: boolean
}

/** The step that applies one SMT to `state.record`, when its predicate says so (`negate XOR test`). */
export function transformStep<R extends ConnectRecord, S extends { record: R }>(
  configured: ConfiguredTransformation,
): Step<S> {
  const { place, transformation, predicate, negate } = configured
  return {
    place,
    run(state) {
      if (predicate !== null && predicate.test(state.record) === negate) return true
      const next = transformation.apply(state.record)
      if (next === null || next === undefined) return false
      state.record = next
      return true
    },
  }
}
