import { dirname, join } from 'node:path'
import type { ServerConfig } from '../config/server-config.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { openPartitionLog } from '../log/open-partition-log.ts'
import type { Clock } from '../system/clock.ts'
import type { FileSystem } from '../system/file-system.ts'
import { Journal } from '../system/journal.ts'
import { type Random, randomUuid } from '../system/random.ts'
import type { ClusterEntry, ScramEntry } from './cluster-entry.ts'
import { ScramUsers } from './scram-users.ts'
import { type Partition, Topic } from './topic.ts'
import { checkTopicName, topicNameKey } from './topic-name.ts'

export interface ClusterOptions {
  readonly fs: FileSystem
  readonly clock: Clock
  readonly random: Random
  readonly dataDir: string
  readonly config: ServerConfig
  /** Whether the last run ended in order. */
  readonly isClean: boolean
  /** What is known to be on the device, by directory name of the partition. */
  readonly flushedOffset: (partitionDirectory: string) => number
}

/** How many producer ids are reserved at a time. */
const PRODUCER_ID_BLOCK = 1000
/** The journal is rewritten when it has this many entries more than needed. */
const JOURNAL_SURPLUS = 1000

/**
 * Topics, settings, users and producer ids. A change is made at once and in memory; it outlasts a crash of the machine
 * when `settle` has resolved, which is what an answer waits for.
 */
export class Cluster {
  readonly options: ClusterOptions
  readonly #journal: Journal<ClusterEntry>
  readonly #byName = new Map<string, Topic>()
  readonly #byId = new Map<string, Topic>()
  readonly #groupSettings = new Map<string, ReadonlyMap<string, string>>()
  readonly #scram = new ScramUsers()
  /** Called after a topic was made, got partitions or was removed. */
  readonly listeners = new Set<(topic: Topic) => void>()
  readonly leaderEpoch: number
  #nextProducerId = 0
  #reservedProducerIds = 0

  constructor(options: ClusterOptions) {
    this.options = options
    const { fs, dataDir } = options
    fs.makeDirectory(this.topicsDirectory)
    fs.syncDirectory(dataDir)
    const found = new Map<string, Extract<ClusterEntry, { type: 'topic' }>>()
    let epoch = -1
    this.#journal = new Journal({ fs, directory: dataDir, path: join(dataDir, 'cluster.journal') }, (entry) => {
      if (entry.type === 'topic') found.set(entry.id, entry)
      else if (entry.type === 'topic-removed') found.delete(entry.id)
      else if (entry.type === 'start') epoch = entry.leaderEpoch
      else this.#replay(entry)
    })
    this.#nextProducerId = this.#reservedProducerIds
    this.leaderEpoch = epoch + 1
    for (const entry of found.values()) {
      const topic = new Topic(entry.name, entry.id, new Map(Object.entries(entry.settings)), options.config)
      this.#openPartitions(topic, entry.partitions)
      this.#register(topic)
    }
    this.#removeStrayDirectories()
    this.#journal.append({ type: 'start', leaderEpoch: this.leaderEpoch })
    this.#compactJournal()
  }

  #replay(entry: ClusterEntry): void {
    const { config } = this.options
    if (entry.type === 'broker-settings') setBrokerSettings(config, entry.name, entry.settings)
    else if (entry.type === 'producer-ids') this.#reservedProducerIds = entry.next
    else if (entry.type === 'scram') this.#scram.set(entry.user, entry.mechanism, entry.credential)
    else if (entry.type === 'group-settings')
      this.#noteGroupSettings(entry.group, new Map(Object.entries(entry.settings)))
  }

  topics(): IterableIterator<Topic> {
    return this.#byName.values()
  }

  get topicCount(): number {
    return this.#byName.size
  }

  *partitions(): Generator<Partition> {
    for (const topic of this.#byName.values()) yield* topic.partitions
  }

  topic(name: string): Topic | undefined {
    return this.#byName.get(name)
  }

  topicById(id: string): Topic | undefined {
    return this.#byId.get(id)
  }

  partition(name: string, index: number): Partition | undefined {
    return this.#byName.get(name)?.partitions[index]
  }

  /** @throws KafkaFailure when the name is wrong or taken */
  checkNewTopic(name: string): void {
    checkTopicName(name)
    if (this.#byName.has(name)) throw new KafkaFailure('TOPIC_ALREADY_EXISTS', `Topic '${name}' already exists.`)
    const rivals = [...this.#byName.keys()].filter((other) => topicNameKey(other) === topicNameKey(name))
    if (rivals.length > 0) {
      throw new KafkaFailure('INVALID_TOPIC_EXCEPTION', `Topic '${name}' collides with existing topic: ${rivals[0]}`)
    }
  }

  /** @throws KafkaFailure when the name is wrong or taken */
  createTopic(name: string, partitions: number, settings: ReadonlyMap<string, string>): Topic {
    this.checkNewTopic(name)
    const topic = new Topic(name, randomUuid(this.options.random), settings, this.options.config)
    this.#openPartitions(topic, partitions)
    this.#journal.append(topicEntry(topic))
    this.#register(topic)
    this.#notify(topic)
    return topic
  }

  addPartitions(topic: Topic, count: number): void {
    const before = topic.partitions.length
    this.#openPartitions(topic, count)
    try {
      this.#journal.append(topicEntry(topic))
    } catch (error) {
      topic.partitions.length = before
      throw error
    }
    this.#notify(topic)
  }

  removeTopic(topic: Topic): void {
    this.#journal.append({ type: 'topic-removed', id: topic.id })
    this.#byName.delete(topic.name)
    this.#byId.delete(topic.id)
    for (const { log } of topic.partitions) {
      log.abandon()
      this.options.fs.remove(log.options.directory)
    }
    this.#notify(topic)
    this.#compactJournal()
  }

  changeTopic(topic: Topic, settings: ReadonlyMap<string, string>): void {
    this.#journal.append({ ...topicEntry(topic), settings: Object.fromEntries(settings) })
    topic.settings = settings
    this.#compactJournal()
  }

  /** @param name - empty for all brokers */
  changeBroker(name: string, settings: ReadonlyMap<string, string>): void {
    this.#journal.append({ type: 'broker-settings', name, settings: Object.fromEntries(settings) })
    setBrokerSettings(this.options.config, name, Object.fromEntries(settings))
    for (const topic of this.#byName.values()) topic.refresh()
    this.#compactJournal()
  }

  groupSettings(group: string): ReadonlyMap<string, string> {
    return this.#groupSettings.get(group) ?? new Map()
  }

  changeGroup(group: string, settings: ReadonlyMap<string, string>): void {
    this.#journal.append({ type: 'group-settings', group, settings: Object.fromEntries(settings) })
    this.#noteGroupSettings(group, settings)
  }

  #noteGroupSettings(group: string, settings: ReadonlyMap<string, string>): void {
    if (settings.size > 0) this.#groupSettings.set(group, settings)
    else this.#groupSettings.delete(group)
  }

  scramCredential(user: string, mechanism: number): ScramEntry | undefined {
    return this.#scram.credential(user, mechanism)
  }

  scramUsers(): string[] {
    return this.#scram.users()
  }

  changeScram(user: string, mechanism: number, credential: ScramEntry | null): void {
    this.#journal.append({ type: 'scram', user, mechanism, credential })
    this.#scram.set(user, mechanism, credential)
  }

  /** A producer id that nobody had before, not even before a crash. */
  nextProducerId(): number {
    if (this.#nextProducerId >= this.#reservedProducerIds) {
      const next = this.#nextProducerId + PRODUCER_ID_BLOCK
      this.#journal.append({ type: 'producer-ids', next })
      this.#reservedProducerIds = next
    }
    return this.#nextProducerId++
  }

  /** Resolves when all changes made so far are on the device. */
  settle(): Promise<void> {
    return this.#journal.sync()
  }

  async close(): Promise<void> {
    await this.#journal.sync()
    this.#journal.close()
  }

  get topicsDirectory(): string {
    return join(this.options.dataDir, 'topics')
  }

  #register(topic: Topic): void {
    this.#byName.set(topic.name, topic)
    this.#byId.set(topic.id, topic)
  }

  #notify(topic: Topic): void {
    for (const listener of this.listeners) listener(topic)
  }

  #openPartitions(topic: Topic, count: number): void {
    const { fs, clock, isClean, flushedOffset } = this.options
    const parent = join(this.topicsDirectory, topic.name)
    let isNew = false
    for (let index = topic.partitions.length; index < count; index++) {
      const directory = join(parent, `${index}-${topic.id}`)
      const isMissing = !fs.exists(directory)
      isNew ||= isMissing
      const log = openPartitionLog({
        fs,
        clock,
        directory,
        name: `${topic.name}-${index}`,
        config: () => topic.logConfig,
        isClean,
        flushedOffset: isMissing ? 0 : flushedOffset(`${topic.name}/${index}-${topic.id}`),
      })
      topic.partitions.push({ topic, index, log })
    }
    if (isNew) {
      fs.syncDirectory(parent)
      fs.syncDirectory(dirname(parent))
    }
  }

  /** Directories of topics that were removed or never came to be. */
  #removeStrayDirectories(): void {
    const { fs } = this.options
    for (const name of fs.list(this.topicsDirectory)) {
      const parent = join(this.topicsDirectory, name)
      const entries = fs.list(parent)
      const stray = entries.filter((entry) => !this.#byId.has(entry.slice(entry.indexOf('-') + 1)))
      for (const entry of stray) fs.remove(join(parent, entry))
      if (stray.length === entries.length) fs.remove(parent)
    }
  }

  #compactJournal(): void {
    const needed = this.#byName.size + this.#scram.size + 4
    if (this.#journal.count < needed + JOURNAL_SURPLUS) return
    const { config } = this.options
    const entries: ClusterEntry[] = [{ type: 'start', leaderEpoch: this.leaderEpoch }]
    entries.push({ type: 'producer-ids', next: this.#reservedProducerIds })
    for (const topic of this.#byName.values()) entries.push(topicEntry(topic))
    for (const [name, map] of [
      ['', config.dynamicDefault],
      [config.text('node.id') ?? '1', config.dynamicBroker],
    ] as const) {
      if (map.size > 0) entries.push({ type: 'broker-settings', name, settings: Object.fromEntries(map) })
    }
    entries.push(...this.#scram.entries())
    for (const [group, settings] of this.#groupSettings) {
      entries.push({ type: 'group-settings', group, settings: Object.fromEntries(settings) })
    }
    this.#journal.rewrite(entries)
  }
}

function topicEntry(topic: Topic): Extract<ClusterEntry, { type: 'topic' }> {
  return {
    type: 'topic',
    name: topic.name,
    id: topic.id,
    partitions: topic.partitions.length,
    settings: Object.fromEntries(topic.settings),
  }
}

function setBrokerSettings(config: ServerConfig, name: string, settings: Readonly<Record<string, string>>): void {
  const target = name === '' ? config.dynamicDefault : config.dynamicBroker
  target.clear()
  for (const [key, value] of Object.entries(settings)) target.set(key, value)
}
