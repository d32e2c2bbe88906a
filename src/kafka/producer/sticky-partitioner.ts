import type { TopicMetadata } from '../metadata/metadata-cache.ts'

interface Sticky {
  partition: number
  bytes: number
}

/**
 * Where records without a key go (KIP-794, `BuiltInPartitioner.java`): to one partition until `batch.size` bytes went
 * there, then to another at random, so that batches fill up. Partitions without a leader are passed over while others
 * have one.
 */
export class StickyPartitioner {
  private readonly stickyBytes: number
  private readonly random: () => number
  private readonly topics = new Map<string, Sticky>()

  constructor(stickyBytes: number, random: () => number) {
    this.stickyBytes = stickyBytes
    this.random = random
  }

  next(topic: TopicMetadata, recordBytes: number): number {
    let sticky = this.topics.get(topic.name)
    if (sticky === undefined) {
      sticky = { partition: this.choose(topic, -1), bytes: 0 }
      this.topics.set(topic.name, sticky)
    } else if (sticky.bytes >= this.stickyBytes || sticky.partition >= topic.partitions.length) {
      sticky.partition = this.choose(topic, sticky.partition)
      sticky.bytes = 0
    }
    sticky.bytes += recordBytes
    return sticky.partition
  }

  private choose(topic: TopicMetadata, previous: number): number {
    const available = topic.partitions.filter((one) => one.leader >= 0)
    const choices = available.length > 0 ? available : topic.partitions
    const others = choices.filter((one) => one.partition !== previous)
    const from = others.length > 0 ? others : choices
    return from[Math.floor(this.random() * from.length)]!.partition
  }
}
