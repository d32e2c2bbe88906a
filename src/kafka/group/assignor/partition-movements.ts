import { hashOfPartition, inHashOrder } from '../java-hash-order.ts'
import type { TopicPartition } from '../topic-partition.ts'

interface Move {
  readonly from: string
  readonly to: string
}

/**
 * Which partitions changed hands so far. When a partition of a topic is about to go from B to A after another one of that
 * topic went from A to B, sending that one back is better: two moves become none.
 */
export class PartitionMovements {
  readonly #moves = new Map<TopicPartition, Move>()

  /** The partition to move so that one of this topic goes from `from` to `to`. */
  bestToMove(partition: TopicPartition, from: string, to: string): TopicPartition {
    const origin = this.#moves.get(partition)?.from ?? from
    const opposite = [...this.#moves]
      .filter(([moved, move]) => moved.topic === partition.topic && move.from === to && move.to === origin)
      .map(([moved]) => moved)
    return inHashOrder(opposite, hashOfPartition)[0] ?? partition
  }

  add(partition: TopicPartition, from: string, to: string): void {
    const origin = this.#moves.get(partition)?.from ?? from
    if (origin === to) this.#moves.delete(partition)
    else this.#moves.set(partition, { from: origin, to })
  }
}
