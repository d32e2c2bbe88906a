import { describe, expect, it } from 'vitest'
import { assignorsOf } from '../../../../src/kafka/group/assignor/index.ts'
import { ConsumerGroupProtocol } from '../../../../src/kafka/group/consumer-group-protocol.ts'
import { GroupMember } from '../../../../src/kafka/group/group-member.ts'
import { keyOf, type TopicPartition } from '../../../../src/kafka/group/topic-partition.ts'
import { randomOf, SimClock } from './sim/sim-clock.ts'
import { SimCoordinator } from './sim/sim-coordinator.ts'
import { SimNetwork } from './sim/sim-network.ts'

const PARTITIONS = 7

/** One group with faults, from a seed: members come, stall, lose their network, leave, and come back. */
class SimGroup {
  readonly clock = new SimClock()
  readonly coordinator: SimCoordinator
  readonly network: SimNetwork
  readonly random: () => number
  readonly members: SimConsumer[] = []
  readonly strategy: string

  constructor(seed: number, strategy: string) {
    this.random = randomOf(seed)
    this.strategy = strategy
    this.coordinator = new SimCoordinator(this.clock)
    this.network = new SimNetwork(this.clock, this.random, this.coordinator)
  }

  add(): SimConsumer {
    const member = new SimConsumer(this, `host-${this.members.length}`)
    this.members.push(member)
    return member
  }

  async run(ms: number): Promise<void> {
    await this.clock.run(this.clock.now() + ms, () => this.check())
  }

  /** No partition has two owners among members that the coordinator counts as current. */
  check(): void {
    const owners = new Map<string, string>()
    for (const { host, member, protocol } of this.members) {
      const { memberId, generationId } = member.generation
      if (member.state !== 'stable' || !this.coordinator.isCurrent(memberId, generationId)) continue
      for (const key of protocol.owned.map(keyOf)) {
        if (owners.has(key)) throw new Error(`${key} belongs to ${owners.get(key)} and ${host} in ${generationId}`)
        owners.set(key, host)
      }
    }
  }
}

class SimConsumer {
  readonly host: string
  readonly member: GroupMember
  readonly protocol: ConsumerGroupProtocol
  /** As the listener was told. */
  readonly held = new Set<string>()
  #hooks = 0
  failure: unknown

  constructor(group: SimGroup, host: string) {
    this.host = host
    const { clock, random } = group
    const hook =
      (change: (partitions: readonly TopicPartition[]) => void) => async (list: readonly TopicPartition[]) => {
        if (++this.#hooks > 1) throw new Error('two hooks at a time')
        await new Promise<void>((resolve) => {
          clock.after(random() < 0.05 ? random() * 8000 : random() * 50, resolve)
        })
        change(list)
        this.#hooks--
      }
    const remove = (list: readonly TopicPartition[]) => {
      for (const partition of list) {
        if (!this.held.delete(keyOf(partition))) throw new Error(`${keyOf(partition)} was not held`)
      }
    }
    this.protocol = new ConsumerGroupProtocol({
      assignors: assignorsOf([group.strategy]),
      rackId: null,
      directory: { partitionCounts: async () => new Map([['t', PARTITIONS]]) },
      listener: {
        onAssigned: hook((list) => {
          for (const partition of list) {
            if (this.held.has(keyOf(partition))) throw new Error(`${keyOf(partition)} was assigned twice`)
            this.held.add(keyOf(partition))
          }
        }),
        onRevoked: hook(remove),
        onLost: hook(remove),
      },
      topics: async () => ['t'],
      rejoin: (reason) => this.member.rejoin(reason),
      onFailed: (error) => {
        this.failure = error
      },
    })
    const settings = {
      groupId: 'g',
      groupInstanceId: null,
      sessionTimeoutMs: 3000,
      rebalanceTimeoutMs: 5000,
      heartbeatIntervalMs: 500,
      retryBackoffMs: 100,
      retryBackoffMaxMs: 1000,
    }
    const transport = group.network.transportOf(host)
    this.member = new GroupMember(settings, { transport, protocol: this.protocol, clock, random })
    this.member.start()
  }
}

async function simulate(seed: number, strategy: string): Promise<void> {
  const group = new SimGroup(seed, strategy)
  const { random, network } = group
  for (let i = 0; i < 3; i++) group.add()
  network.faultRate = random() < 0.5 ? random() * 0.15 : 0
  const gone = new Set<SimConsumer>()
  for (let event = 0; event < 6; event++) {
    await group.run(random() * 4000)
    const member = group.members[Math.floor(random() * group.members.length)]!
    const kind = Math.floor(random() * 5)
    if (kind === 0 && group.members.length < 6) group.add()
    else if (kind === 1) network.cut(member.host)
    else if (kind === 2) network.heal(member.host)
    else if (kind === 3) member.member.rejoin('asked for')
    else if (kind === 4 && group.members.length - gone.size > 2 && !gone.has(member)) {
      gone.add(member)
      void member.member.leave('done')
      member.protocol.release()
    }
  }
  network.faultRate = 0
  for (const member of group.members) network.heal(member.host)
  await group.run(60_000)

  const alive = group.members.filter((member) => !gone.has(member))
  expect(group.members.map(({ failure }) => failure)).toEqual(group.members.map(() => undefined))
  expect(alive.map(({ member }) => member.state)).toEqual(alive.map(() => 'stable'))
  const all = Array.from({ length: PARTITIONS }, (_, partition) => `t/${partition}`)
  expect(alive.flatMap(({ protocol }) => protocol.owned.map(keyOf)).sort()).toEqual(all)
  expect(alive.flatMap(({ held }) => [...held]).sort()).toEqual(all)
}

describe('a simulated group', () => {
  const SEEDS = Number(process.env['SLUICEWAY_SIM_SEEDS'] ?? 150)

  it.each(['range', 'cooperative-sticky'])(
    'with %s shares each partition once and settles after every fault',
    async (strategy) => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        try {
          await simulate(seed, strategy)
        } catch (error) {
          throw new Error(`seed ${seed} of ${strategy}: ${String(error)}`, { cause: error })
        }
      }
    },
    120_000,
  )
})
