import type { PartitionOffset, TopicPartition } from '../../../api/index.ts'

export const partitionName = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`

/** Next offsets by partition; a later one for the same partition replaces the earlier. */
export class SinkOffsets {
  readonly #byPartition = new Map<string, PartitionOffset>()

  set(offset: PartitionOffset): void {
    this.#byPartition.set(partitionName(offset), offset)
  }

  get(partition: TopicPartition): number | undefined {
    return this.#byPartition.get(partitionName(partition))?.offset
  }

  delete(partition: TopicPartition): void {
    this.#byPartition.delete(partitionName(partition))
  }

  /** Those of `partitions`, or all. */
  list(partitions?: readonly TopicPartition[]): PartitionOffset[] {
    if (partitions === undefined) return [...this.#byPartition.values()]
    return partitions.flatMap((partition) => this.#byPartition.get(partitionName(partition)) ?? [])
  }

  clear(): void {
    this.#byPartition.clear()
  }

  get size(): number {
    return this.#byPartition.size
  }
}
