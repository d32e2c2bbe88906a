/** What a consumer wants of one partition, and what it was told last. */
export interface FetchTarget {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  fetchOffset: number
  bytesMax: number
  currentLeaderEpoch: number
  /** What the last answer of the session said; -1 before the first. */
  lastHighWatermark: number
  lastStartOffset: number
}

export const targetKey = (target: Pick<FetchTarget, 'topic' | 'topicId' | 'partition'>) =>
  `${target.topicId}/${target.topic}/${target.partition}`

/** The partitions a consumer fetches, remembered between its requests (KIP-227). */
export class FetchSession {
  readonly id: number
  /** The epoch that the next request must have. */
  nextEpoch = 1
  /** In the order in which they are served: those that had records go to the end, so that all get their turn. */
  readonly targets = new Map<string, FetchTarget>()
  lastUsedMs: number
  readonly usesTopicIds: boolean

  constructor(id: number, usesTopicIds: boolean, now: number) {
    this.id = id
    this.usesTopicIds = usesTopicIds
    this.lastUsedMs = now
  }

  advance(now: number): void {
    this.nextEpoch = this.nextEpoch === 0x7fffffff ? 1 : this.nextEpoch + 1
    this.lastUsedMs = now
  }

  moveToEnd(key: string): void {
    const target = this.targets.get(key)
    if (!target) return
    this.targets.delete(key)
    this.targets.set(key, target)
  }
}
