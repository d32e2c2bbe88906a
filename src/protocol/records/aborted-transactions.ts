import { readEndMarker } from './control-record.ts'
import type { Batch } from './record.ts'

export interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
}

/**
 * Tells which batches of a read_committed fetch answer belong to aborted transactions, from the list that came with the
 * answer (as `CompletedFetch.java` does). Ask it about every batch of the answer, in order, and once for each.
 */
export class AbortedTransactions {
  private readonly pending: AbortedTransaction[]
  private readonly aborting = new Set<number>()

  constructor(aborted: readonly AbortedTransaction[]) {
    this.pending = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset)
  }

  /** Whether the records of this batch must not be handed out. True for every control batch. */
  skips(batch: Batch): boolean {
    while (this.pending.length > 0 && this.pending[0]!.firstOffset <= batch.lastOffset)
      this.aborting.add(this.pending.shift()!.producerId)
    if (batch.isControl) {
      if (readEndMarker(batch)?.type === 'abort') this.aborting.delete(batch.producerId)
      return true
    }
    return batch.isTransactional && this.aborting.has(batch.producerId)
  }
}
