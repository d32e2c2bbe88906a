import type { GroupTransport } from '../../../src/kafka/group/group-transport.ts'
import type { ConnectGroupHooks } from '../../../src/runtime/distributed/connect-group-protocol.ts'
import { DistributedHerder } from '../../../src/runtime/distributed/distributed-herder.ts'
import { distributedConfig } from '../../../src/runtime/distributed/distributed-settings.ts'
import { LeaderClient } from '../../../src/runtime/distributed/leader-client.ts'
import { within } from '../../../src/runtime/distributed/within.ts'
import { NO_WORK, union, type Work } from '../../../src/runtime/distributed/work.ts'
import { WorkerGroup, type WorkerGroupOptions } from '../../../src/runtime/distributed/worker-group.ts'
import { LoggerLevels } from '../../../src/runtime/index.ts'
import type { ConfigStore } from '../../../src/runtime/store/config-store.ts'
import { MemoryOffsetStore } from '../../../src/runtime/store/memory-offset-store.ts'
import { MemoryStatusStore } from '../../../src/runtime/store/memory-status-store.ts'
import type { Worker } from '../../../src/runtime/worker/worker.ts'
import { HostClock } from './host-clock.ts'
import type { Phase, SimCluster } from './sim-cluster.ts'
import { SimConfigStore } from './sim-config-store.ts'
import type { SimKafka } from './sim-kafka.ts'
import { SimWorker } from './sim-worker.ts'

/** Faults planted in a worker, to show that the simulation finds them. */
export interface Bugs {
  /** Revoked work is kept and runs on. */
  readonly lostRevocation?: boolean
  /** A task reads its offset before it has fenced its predecessor. */
  readonly staleCommit?: boolean
  /** The leader says that it fenced, but did not. */
  readonly skippedFence?: boolean
  /** New tasks are not told to the group. */
  readonly droppedRejoin?: boolean
  /** The delay for lost work is taken as seconds. */
  readonly wrongDelay?: boolean
}

const SESSION_MS = 10_000

class DeafGroup extends WorkerGroup {
  override rejoin(reason: string): void {
    if (!reason.startsWith('the tasks of connector')) super.rejoin(reason)
  }
}

/** One worker process: the real herder, group member, protocol and assignor on a clock and a network that fail. */
export class SimHost {
  readonly name: string
  readonly clock: HostClock
  readonly random: () => number
  readonly kafka: SimKafka
  readonly bugs: Bugs
  readonly herder: DistributedHerder
  readonly errors: string[] = []
  readonly #cluster: SimCluster
  worker!: SimWorker
  group!: WorkerGroup
  isDead = false
  isReady = false

  constructor(cluster: SimCluster, name: string) {
    this.#cluster = cluster
    this.name = name
    this.random = cluster.random
    this.kafka = cluster.kafka
    this.bugs = cluster.bugs
    this.clock = new HostClock(cluster.clock)
    this.herder = this.#newHerder()
    void this.herder.start().then(
      () => {
        this.isReady = true
      },
      (error: unknown) => {
        if (!this.isDead) this.errors.push(String(error))
      },
    )
  }

  /** As `kill -9`. */
  kill(): void {
    this.isDead = true
    this.clock.die()
    this.#cluster.network.cut(this.name)
    void this.worker.stop()
  }

  /** A request to a broker: resolves when it has arrived, which takes until the network is whole again. */
  async reach(): Promise<void> {
    await this.clock.awake()
    await this.kafka.travel()
    while (this.#cluster.isCut(this.name)) await this.pass(200)
    await this.clock.awake()
  }

  /** Takes up to `ms`. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.after(this.random() * ms, resolve)
    })
  }

  /** See `SimCluster.reached`. */
  reached(phase: Phase): void {
    this.#cluster.reached(phase, this)
  }

  guard<T>(call: () => T): T {
    try {
      return call()
    } catch (error) {
      this.#cluster.violations.push((error as Error).message)
      throw error
    }
  }

  #newHerder(): DistributedHerder {
    const { bugs, clock, random } = this
    const settings = distributedConfig.parse({
      'group.id': 'sim',
      'config.storage.topic': 'c',
      'offset.storage.topic': 'o',
      'status.storage.topic': 's',
      'session.timeout.ms': String(SESSION_MS),
      'worker.unsync.backoff.ms': '10000',
    })
    const url = `http://${this.name}/`
    return new DistributedHerder({
      ...{ workerId: this.name, advertisedUrl: url, settings, clock },
      loggers: new LoggerLevels('INFO', () => clock.now()),
      config: new SimConfigStore(this) as unknown as ConfigStore,
      status: new MemoryStatusStore(),
      offsets: new MemoryOffsetStore(),
      worker: (listener) => {
        this.worker = new SimWorker(this, listener)
        return this.worker as unknown as Worker
      },
      group: (hooks) => {
        const Group = bugs.droppedRejoin ? DeafGroup : WorkerGroup
        this.group = new Group(this.#groupOptions(bugs.lostRevocation ? forgetful(hooks) : this.#traced(hooks)))
        return this.group
      },
      leader: (sessionKey) =>
        new LeaderClient({
          sessionKey,
          algorithm: 'HmacSHA256',
          fetch: (to, init) => within(clock, this.#call(to, init), 60_000, 'answer'),
        }),
      validate: () => Promise.resolve({ name: '', errorCount: 0, groups: [], configs: [] } as never),
      pluginConfig: () => Promise.resolve([]),
      kafkaClusterId: () => Promise.resolve('sim'),
      fence: async (name, count) => {
        for (let task = 0; task < count; task++) {
          await this.reach()
          this.reached('fencing')
          if (!bugs.skippedFence && !this.isDead) this.kafka.initProducer(`${name}-${task}`)
        }
      },
      log: (level, message, error) => {
        if (level === 'error') this.errors.push(`${message} ${String(error ?? '')}`)
        this.#cluster.trace(`${this.name} ${level} ${message} ${String(error ?? '')}`)
      },
      random,
    } as ConstructorParameters<typeof DistributedHerder>[0])
  }

  #traced(hooks: WorkerGroupOptions['hooks']): WorkerGroupOptions['hooks'] {
    const tell = (what: string, work: Work) =>
      this.#cluster.trace(`${this.name} ${what} ${[...work.connectors, ...work.tasks].join(' ')}`)
    return {
      url: hooks.url,
      config: () => hooks.config(),
      refreshConfig: () => hooks.refreshConfig(),
      onRevoked: async (work) => {
        tell('gives up', work)
        this.reached('revoking')
        await hooks.onRevoked(work)
        tell('has given up', work)
      },
      onAssigned: (assignment) => {
        tell(`gets in generation ${assignment.generationId}${assignment.isLeader ? ' as leader' : ''}`, assignment.work)
        return hooks.onAssigned(assignment)
      },
      onLost: async () => {
        this.#cluster.trace(`${this.name} is lost`)
        await hooks.onLost()
        this.#cluster.trace(`${this.name} has nothing any more`)
      },
      onFailed: (error) => hooks.onFailed(error),
      onForeignMembers: (members) => hooks.onForeignMembers(members),
    }
  }

  #groupOptions(hooks: WorkerGroupOptions['hooks']): WorkerGroupOptions {
    const { maxDelayMs } = this.#cluster
    return {
      settings: {
        groupId: 'sim',
        groupInstanceId: null,
        sessionTimeoutMs: SESSION_MS,
        rebalanceTimeoutMs: 30_000,
        heartbeatIntervalMs: 3_000,
        retryBackoffMs: 100,
        retryBackoffMaxMs: 1_000,
      },
      transport: this.#transport(),
      clock: this.clock,
      random: this.random,
      maxDelayMs: this.bugs.wrongDelay ? maxDelayMs * 1_000 : maxDelayMs,
      hooks,
    }
  }

  #transport(): GroupTransport {
    const inner = this.#cluster.network.transportOf(this.name)
    return {
      send: async (api, body, timeoutMs) => {
        await this.clock.awake()
        try {
          return await inner.send(api, body, timeoutMs)
        } finally {
          await this.clock.awake()
        }
      },
      forgetCoordinator: () => {},
      release: () => {},
    }
  }

  async #call(to: string, init: { readonly body?: string }): Promise<Response> {
    const { host, pathname } = new URL(to)
    await this.reach()
    const leader = this.#cluster.host(host)
    const [, connector, what] = /^\/connectors\/([^/]+)\/(tasks|fence)$/.exec(pathname)!
    if (leader === undefined || this.#cluster.isCut(host)) {
      await this.pass(5_000)
      throw new Error('connection refused')
    }
    await leader.clock.awake()
    await (what === 'tasks'
      ? leader.herder.putTaskConfigs(connector!, JSON.parse(init.body!))
      : leader.herder.fenceZombies(connector!))
    await this.reach()
    return { ok: true, status: 204, text: () => Promise.resolve('') } as Response
  }
}

function forgetful(hooks: WorkerGroupOptions['hooks']): WorkerGroupOptions['hooks'] {
  let kept: Work = NO_WORK
  const own: Omit<ConnectGroupHooks, 'rejoin'> = {
    url: hooks.url,
    config: () => hooks.config(),
    refreshConfig: () => hooks.refreshConfig(),
    onRevoked: async (work) => {
      kept = work
    },
    onAssigned: (assignment) => hooks.onAssigned({ ...assignment, work: union([assignment.work, kept]) }),
    onLost: () => hooks.onLost(),
    onFailed: (error) => hooks.onFailed(error),
    onForeignMembers: (members) => hooks.onForeignMembers(members),
  }
  return own
}
