import type { ServerConfig } from '../config/server-config.ts'
import { logConfigOf } from '../config/topic-config.ts'
import type { LogConfig } from '../log/log-config.ts'
import type { PartitionLog } from '../log/partition-log.ts'

export interface Partition {
  readonly topic: Topic
  readonly index: number
  readonly log: PartitionLog
}

/** A topic with its partitions and its own settings. */
export class Topic {
  readonly name: string
  readonly id: string
  readonly partitions: Partition[] = []
  readonly #server: ServerConfig
  #settings: ReadonlyMap<string, string>
  #logConfig: LogConfig | undefined

  constructor(name: string, id: string, settings: ReadonlyMap<string, string>, server: ServerConfig) {
    this.name = name
    this.id = id
    this.#settings = settings
    this.#server = server
  }

  /** The topic's own settings. */
  get settings(): ReadonlyMap<string, string> {
    return this.#settings
  }

  set settings(settings: ReadonlyMap<string, string>) {
    this.#settings = settings
    this.#logConfig = undefined
  }

  /** Own settings over the broker's. */
  get logConfig(): LogConfig {
    this.#logConfig ??= logConfigOf(this.#settings, this.#server)
    return this.#logConfig
  }

  /** To be called when the broker's settings have changed. */
  refresh(): void {
    this.#logConfig = undefined
  }

  get isInternal(): boolean {
    return (
      this.name === '__consumer_offsets' || this.name === '__transaction_state' || this.name === '__share_group_state'
    )
  }
}
