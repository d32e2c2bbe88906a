import type { Clock } from '../../../src/kafka/index.ts'
import type { ConfigRecord } from '../../../src/runtime/distributed/config-records.ts'

/** What the brokers keep besides the group: the config topic, offsets of sources, epochs of transactional producers. */
export class SimKafka {
  readonly configs: ConfigRecord[] = []
  /** By task: how far its source has come. */
  readonly offsets = new Map<string, number>()
  #configEpoch = 0
  readonly #epochs = new Map<string, number>()
  /** By connector: the latest version of it that has written. */
  readonly #versions = new Map<string, number>()
  /** Answers take this much longer. */
  slowMs = 0
  readonly #clock: Clock
  readonly #random: () => number
  #readers: (() => void)[] = []

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock
    this.#random = random
  }

  /** The way to a broker or back. */
  travel(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(this.#random() * (20 + this.slowMs), resolve)
    })
  }

  append(records: readonly ConfigRecord[]): void {
    this.configs.push(...records)
    for (const read of this.#readers) read()
  }

  onAppend(read: () => void): void {
    this.#readers.push(read)
  }

  /** A new leader: what earlier ones still want to write is refused. */
  claimConfigs(): number {
    return ++this.#configEpoch
  }

  mayWriteConfigs(epoch: number): boolean {
    return epoch === this.#configEpoch
  }

  initProducer(task: string): number {
    const epoch = (this.#epochs.get(task) ?? 0) + 1
    this.#epochs.set(task, epoch)
    return epoch
  }

  /** One transaction of an exactly-once source. false = the producer was fenced. Throws when something is wrong that must never happen. */
  commit({ task, connector, version, epoch, offset }: Transaction): boolean {
    if (this.#epochs.get(task) !== epoch) return false
    const latest = this.#versions.get(connector) ?? 0
    if (version < latest) throw new Error(`${task} wrote for version ${version} after version ${latest} had begun to`)
    this.#versions.set(connector, version)
    const before = this.offsets.get(task) ?? 0
    if (offset <= before) throw new Error(`the offset of ${task} went from ${before} back to ${offset}`)
    this.offsets.set(task, offset)
    return true
  }

  deleted(connector: string): void {
    this.#versions.delete(connector)
  }
}

export interface Transaction {
  readonly task: string
  readonly connector: string
  readonly version: number
  readonly epoch: number
  readonly offset: number
}
