import { PipelineError } from '../../src/errors/index.ts'
import type { AdminOutcomes } from '../../src/kafka/index.ts'

/** Throws SLW5006 with the first item that the broker refused. */
export function assertAllDone(outcomes: AdminOutcomes, doing: string): void {
  for (const [item, error] of outcomes) {
    if (!error) continue
    throw new PipelineError('SLW5006', `${doing} '${item}' was refused: ${error.name}: ${error.message}`, {
      details: { item, error: error.name },
    })
  }
}
