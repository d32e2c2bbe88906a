import {
  type ConfigRecord,
  commitRecord,
  connectorRecord,
  fencingRecord,
  restartRecord,
  sessionKeyRecord,
  targetStateRecord,
  taskRecord,
} from '../../../src/runtime/distributed/config-records.ts'
import { ConfigTopicState } from '../../../src/runtime/distributed/config-topic-state.ts'
import { within } from '../../../src/runtime/distributed/within.ts'
import type { TargetState } from '../../../src/runtime/herder/connector-state.ts'
import type { ConnectorConfig, RestartOptions } from '../../../src/runtime/herder/herder.ts'
import { RebalanceNeededException } from '../../../src/runtime/herder/herder-errors.ts'
import type { ConfigChange, SessionKey } from '../../../src/runtime/store/config-store.ts'
import type { Phase } from './sim-cluster.ts'
import type { SimHost } from './sim-host.ts'

/** The config topic as one host reads and writes it: late, or not at all while the host is cut off. */
export class SimConfigStore {
  readonly #host: SimHost
  readonly #topic = new ConfigTopicState()
  #position = 0
  #isLive = false
  #listener: (change: ConfigChange) => void = () => {}
  #waiting: { readonly end: number; readonly resolve: () => void }[] = []
  #isFetching = false
  #epoch = 0

  constructor(host: SimHost) {
    this.#host = host
  }

  async start(listener: (change: ConfigChange) => void): Promise<void> {
    this.#listener = listener
    this.#host.kafka.onAppend(() => void this.#fetch())
    await this.refresh(60_000)
    this.#isLive = true
  }

  async stop(): Promise<void> {}

  state() {
    return this.#topic.state
  }

  async refresh(timeoutMs: number): Promise<void> {
    await within(this.#host.clock, this.#readToEnd(), timeoutMs, 'read to the end of the config topic')
  }

  putConnectorConfig(name: string, config: ConnectorConfig, target: TargetState | null): Promise<void> {
    return this.#write([...(target === null ? [] : [targetStateRecord(name, target)]), connectorRecord(name, config)])
  }

  removeConnectorConfig(name: string): Promise<void> {
    return this.#write([connectorRecord(name, null), targetStateRecord(name, null)])
  }

  putTaskConfigs(name: string, configs: readonly ConnectorConfig[]): Promise<void> {
    const tasks = configs.map((config, task) => taskRecord({ connector: name, task }, config))
    return this.#write([...tasks, commitRecord(name, configs.length)])
  }

  putTargetState(name: string, target: TargetState): Promise<void> {
    return this.#write([targetStateRecord(name, target)], false)
  }

  putRestart(name: string, options: RestartOptions): Promise<void> {
    return this.#write([restartRecord(name, options)])
  }

  putFencedTaskCount(name: string, count: number): Promise<void> {
    return this.#write([fencingRecord(name, count)])
  }

  putSessionKey(key: SessionKey): Promise<void> {
    return this.#write([sessionKeyRecord(key)])
  }

  async putLoggerLevel(): Promise<void> {}

  async claimWritePrivileges(): Promise<void> {
    const claimed = async () => {
      await this.#host.reach()
      this.#epoch = this.#host.kafka.claimConfigs()
    }
    await within(this.#host.clock, claimed(), 30_000, 'claim the config topic')
  }

  /** As an exactly-once leader writes: a leader that was replaced is fenced. */
  async #write(records: readonly ConfigRecord[], isPrivileged = true): Promise<void> {
    const epoch = this.#epoch
    const written = async () => {
      await this.#host.reach()
      if (isPrivileged && !this.#host.kafka.mayWriteConfigs(epoch)) {
        this.#host.herder.confirmLeadership()
        throw new RebalanceNeededException('fenced')
      }
      if (isPrivileged) await this.#atRisk('writing')
      this.#host.kafka.append(records)
      if (isPrivileged) await this.#atRisk('written')
      await this.#readToEnd()
    }
    await within(this.#host.clock, written(), 30_000, 'write to the config topic')
  }

  /** Does not come back in a host that is killed here. */
  async #atRisk(phase: Phase): Promise<void> {
    this.#host.reached(phase)
    await this.#host.clock.awake()
  }

  async #readToEnd(): Promise<void> {
    await this.#host.reach()
    const end = this.#host.kafka.configs.length
    if (this.#position >= end) return
    await new Promise<void>((resolve) => {
      this.#waiting.push({ end, resolve })
      void this.#fetch()
    })
  }

  async #fetch(): Promise<void> {
    if (this.#isFetching) return
    this.#isFetching = true
    const { kafka } = this.#host
    while (this.#position < kafka.configs.length) {
      await this.#host.reach()
      for (const end = kafka.configs.length; this.#position < end; ) this.#read(kafka.configs[this.#position]!)
      for (const each of this.#waiting) if (each.end <= this.#position) each.resolve()
      this.#waiting = this.#waiting.filter((each) => each.end > this.#position)
    }
    this.#isFetching = false
  }

  #read(record: ConfigRecord): void {
    const offset = this.#position++
    const change = this.#topic.apply(record, offset)
    if (change !== null && (this.#isLive || change.kind === 'session-key')) this.#listener(change)
  }
}
