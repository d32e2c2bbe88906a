import { randomOf, SimClock } from '../../src/kafka/group/sim/sim-clock.ts'
import { SimCoordinator } from '../../src/kafka/group/sim/sim-coordinator.ts'
import { SimNetwork } from '../../src/kafka/group/sim/sim-network.ts'
import { type Bugs, SimHost } from './sim-host.ts'
import { SimKafka } from './sim-kafka.ts'

const CONNECTORS = ['a', 'b', 'c', 'd']

/**
 * What is under way when the leader is lost: its group waits for members, or for the leader's assignment; it gives up work, fences producers, has
 * yet to write to the config topic, or has written and does not know it.
 */
export const PHASES = ['preparing', 'completing', 'revoking', 'fencing', 'writing', 'written'] as const
export type Phase = (typeof PHASES)[number]

const CALM_MS = 20_000

/** A whole group of workers with faults, from a seed. */
export class SimCluster {
  readonly clock = new SimClock()
  readonly random: () => number
  /** Apart from the other faults, so that these stay the same. */
  readonly #randomOfClocks: () => number
  readonly kafka: SimKafka
  readonly coordinator: SimCoordinator
  readonly network: SimNetwork
  readonly bugs: Bugs
  readonly maxDelayMs: number
  readonly violations: string[] = []
  readonly lines: string[] = []
  #hosts: SimHost[] = []
  readonly #cut = new Set<string>()
  #names = 0
  #version = 0
  /** The leader is killed whenever this is under way; null: killing goes by the dice alone. */
  readonly #leaderDiesIn: Phase | null
  leadersLost = 0
  #nextLossAt = 3_000
  #isPeace = false

  constructor(seed: number, bugs: Bugs = {}, leaderDiesIn: Phase | null = null) {
    this.#leaderDiesIn = leaderDiesIn
    this.random = randomOf(seed)
    this.#randomOfClocks = randomOf(seed + 1_000_000)
    this.bugs = bugs
    this.kafka = new SimKafka(this.clock, this.random)
    this.coordinator = new SimCoordinator(this.clock)
    this.network = new SimNetwork(this.clock, this.random, this.coordinator)
    this.maxDelayMs = this.random() < 0.5 ? 0 : 5_000
  }

  trace(line: string): void {
    this.lines.push(`${this.clock.now().toFixed(0)} ${line}`)
  }

  host(name: string): SimHost | undefined {
    return this.#hosts.find((host) => host.name === name && !host.isDead)
  }

  isCut(name: string): boolean {
    return this.#cut.has(name)
  }

  /** Faults for a while, then peace. Throws what went wrong. */
  async play(): Promise<void> {
    for (let i = 0; i < 3; i++) this.#add()
    await this.#run(3_000)
    for (let i = 0; i < 4; i++) this.#operate(this.random() * 0.7)
    for (let step = 0; step < 25; step++) {
      await this.#happen()
      this.#setClocks()
      await this.#run(this.random() * 8_000)
    }
    this.#isPeace = true
    this.network.faultRate = 0
    this.kafka.slowMs = 0
    for (const name of this.#cut) this.#heal(name)
    await this.#run(90_000)
    this.#operate(0)
    await this.#run(60_000)
    for (const host of this.#hosts)
      for (const task of host.worker.failed()) {
        const [connector, number] = task.split('-')
        void host.herder.restartTask({ connector: connector!, task: Number(number) }).catch(() => {})
      }
    await this.#run(10_000)
    this.#checkEnd()
  }

  #add(): void {
    const name = `w${++this.#names}`
    this.trace(`add ${name}`)
    this.#hosts.push(new SimHost(this, name))
  }

  async #happen(): Promise<void> {
    const dice = this.random()
    const victim = this.#hosts[Math.floor(this.random() * this.#hosts.length)]!
    if (dice < 0.1) {
      this.#kill(victim)
    } else if (dice < 0.16) {
      this.trace(`pause ${victim.name}`)
      victim.clock.pause(this.random() * 25_000)
    } else if (dice < 0.24) {
      this.trace(`cut ${victim.name}`)
      this.#cut.add(victim.name)
      this.network.cut(victim.name)
      this.clock.after(this.random() * 25_000, () => this.#heal(victim.name))
    } else if (dice < 0.28) {
      this.trace(`stop ${victim.name}`)
      void victim.herder.stop().then(() => victim.kill())
      this.#hosts = this.#hosts.filter((host) => host !== victim)
      this.#add()
    } else if (dice < 0.34) {
      this.network.faultRate = this.random() * 0.2
    } else if (dice < 0.39) {
      this.network.faultRate = 0
    } else if (dice < 0.43) {
      this.kafka.slowMs = this.random() * 4_000
    } else if (dice < 0.48) {
      this.kafka.slowMs = 0
    } else this.#operate(this.random())
  }

  #kill(victim: SimHost): void {
    this.trace(`kill ${victim.name}`)
    victim.kill()
    this.#hosts = this.#hosts.filter((host) => host !== victim)
    this.#add()
  }

  /** Hosts say what they are doing; it may be the last that this one does. */
  reached(phase: Phase, host: SimHost): void {
    if (phase !== this.#leaderDiesIn || this.#isPeace || this.clock.now() < this.#nextLossAt) return
    if (host.isDead || !host.group.isLeader) return
    this.#nextLossAt = this.clock.now() + CALM_MS
    this.leadersLost++
    this.trace(`the leader is lost while ${phase}`)
    this.#kill(host)
  }

  /** Up to a day ahead or behind. */
  #setClocks(): void {
    for (const { clock, name } of this.#hosts)
      if (this.#randomOfClocks() < 0.03) {
        const aheadMs = (this.#randomOfClocks() - 0.5) * 2 * 86_400_000
        this.trace(`set clock of ${name} ${aheadMs.toFixed(0)}`)
        clock.set(aheadMs)
      }
  }

  #heal(name: string): void {
    this.#cut.delete(name)
    if (this.host(name)) this.network.heal(name)
  }

  /** What an operator asks of the leader; a call that fails is given up. */
  #operate(dice: number): void {
    const leader = this.#hosts.find((host) => host.group.isLeader && host.clock.isRunning)
    if (leader === undefined) return
    const name = CONNECTORS[Math.floor(this.random() * CONNECTORS.length)]!
    const version = String(++this.#version)
    const config = { 'connector.class': 'Sim', name, 'tasks.max': String(1 + Math.floor(this.random() * 3)), version }
    this.trace(`operate ${name} ${JSON.stringify(config)} ${dice.toFixed(2)}`)
    const { herder } = leader
    const done =
      dice < 0.75
        ? herder.putConnectorConfig(name, config)
        : dice < 0.85
          ? herder.deleteConnectorConfig(name)
          : dice < 0.9
            ? herder.stopConnector(name)
            : herder.resumeConnector(name)
    void (done as Promise<unknown>).catch(() => {})
  }

  async #run(ms: number): Promise<void> {
    await this.clock.run(this.clock.now() + ms, () => this.#check())
    if (this.violations.length > 0) throw new Error(this.violations[0])
  }

  /** No task runs twice among the workers of the group's generation. */
  #check(): void {
    const { state } = this.coordinator
    const leader = this.#hosts.find(({ group }) => group.isLeader)
    if (leader !== undefined && (state === 'preparing' || state === 'completing')) this.reached(state, leader)
    if (this.coordinator.state !== 'stable' || this.violations.length > 0) return
    const owners = new Map<string, string>()
    for (const { group, worker, name } of this.#hosts) {
      if (group.generationId !== this.coordinator.generation) continue
      for (const task of worker.running()) {
        const other = owners.get(task)
        if (other !== undefined)
          this.violations.push(`${task} runs on ${other} and on ${name} in generation ${group.generationId}`)
        owners.set(task, name)
      }
    }
  }

  /** In peace everything runs, once, and nothing else does. */
  #checkEnd(): void {
    const configured = this.#configured()
    const running = this.#hosts.flatMap(({ worker }) => worker.running()).sort()
    if (JSON.stringify(running) !== JSON.stringify(configured.tasks))
      throw new Error(`${configured.tasks.join(' ')} should run, but it is ${running.join(' ')}`)
    const connectors = this.#hosts.flatMap(({ worker }) => worker.connectors()).sort()
    if (JSON.stringify(connectors) !== JSON.stringify(configured.connectors))
      throw new Error(`${configured.connectors.join(' ')} should run, but it is ${connectors.join(' ')}`)
  }

  /** By what the config topic asks for, whatever workers made of it. */
  #configured(): { connectors: string[]; tasks: string[] } {
    const configs = new Map<string, number>()
    const targets = new Map<string, string>()
    for (const { key, value } of this.kafka.configs) {
      const [, kind, name] = /^(connector|target-state)-(.+)$/.exec(key) ?? []
      if (kind === 'connector') {
        const properties = value?.['properties'] as Record<string, string> | undefined
        if (properties === undefined) configs.delete(name!)
        else configs.set(name!, Number(properties['tasks.max']))
      } else if (kind === 'target-state') targets.set(name!, String(value?.['state.v2'] ?? 'STARTED'))
    }
    const started = [...configs].filter(([name]) => (targets.get(name) ?? 'STARTED') === 'STARTED')
    return {
      connectors: started.map(([name]) => name).sort(),
      tasks: started.flatMap(([name, count]) => Array.from({ length: count }, (_, task) => `${name}-${task}`)).sort(),
    }
  }
}
