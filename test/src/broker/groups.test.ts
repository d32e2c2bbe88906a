import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Broker, startBroker } from '../../../src/broker/index.ts'
import {
  ConsumerGroupHeartbeat,
  CreatePartitions,
  CreateTopics,
  ErrorCode,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  OffsetCommit,
  SyncGroup,
} from '../../../src/protocol/index.ts'
import { FaultFileSystem } from './support/fault-file-system.ts'
import { ManualClock, settled } from './support/manual-clock.ts'
import { MemoryNetwork } from './support/memory-network.ts'
import { SeededRandom } from './support/seeded-random.ts'
import { WireClient } from './support/wire-client.ts'

const SESSION_MS = 10_000
const REBALANCE_MS = 20_000

let fs: FaultFileSystem
let net: MemoryNetwork
let clock: ManualClock
let broker: Broker
let clients: WireClient[]

async function start(): Promise<void> {
  net = new MemoryNetwork()
  broker = await startBroker({ dataDir: '/data', fs, net, clock, random: new SeededRandom(5) })
}

beforeEach(async () => {
  clients = []
  fs = new FaultFileSystem(new SeededRandom(1))
  clock = new ManualClock()
  await start()
})

afterEach(async () => {
  for (const client of clients) client.close()
  await broker.close()
})

function connect(): WireClient {
  const client = new WireClient(net.connect())
  clients.push(client)
  return client
}

/** A member with a connection of its own, since a join blocks it. */
class Member {
  readonly client = connect()
  id = ''
  generation = -1
  readonly #instance: string | null

  constructor(instance: string | null = null) {
    this.#instance = instance
  }

  async join(metadata = 'm') {
    const send = () =>
      this.client.send(JoinGroup, 6, {
        groupId: 'g',
        sessionTimeoutMs: SESSION_MS,
        rebalanceTimeoutMs: REBALANCE_MS,
        memberId: this.id,
        groupInstanceId: this.#instance,
        protocolType: 'consumer',
        protocols: [{ name: 'range', metadata: Buffer.from(metadata) }],
      })
    let answer = await send()
    if (answer.errorCode === ErrorCode.MEMBER_ID_REQUIRED) {
      this.id = answer.memberId
      answer = await send()
    }
    if (answer.errorCode === 0) {
      this.id = answer.memberId
      this.generation = answer.generationId
    }
    return answer
  }

  sync(assignments: { memberId: string; assignment: Buffer }[] = []) {
    const body = {
      groupId: 'g',
      generationId: this.generation,
      memberId: this.id,
      groupInstanceId: this.#instance,
      assignments,
    }
    return this.client.send(SyncGroup, 4, body)
  }

  async heartbeat(): Promise<number> {
    const body = { groupId: 'g', generationId: this.generation, memberId: this.id, groupInstanceId: this.#instance }
    return (await this.client.send(Heartbeat, 4, body)).errorCode
  }
}

/** Two members in a stable generation; the first one leads. */
async function pair(): Promise<[Member, Member]> {
  const [first, second] = [new Member(), new Member()]
  await first.join()
  const joining = second.join()
  await settled()
  await Promise.all([first.join(), joining])
  const waiting = second.sync()
  await first.sync([
    { memberId: first.id, assignment: Buffer.from('a') },
    { memberId: second.id, assignment: Buffer.from('b') },
  ])
  expect((await waiting).assignment.toString()).toBe('b')
  return [first, second]
}

describe('a classic group', () => {
  it('gives a member its id first, and the leader the members', async () => {
    const member = new Member()
    const answer = await member.join()
    expect(answer).toMatchObject({ errorCode: 0, generationId: 1, leader: member.id, protocolName: 'range' })
    expect(answer.members.map(({ memberId }) => memberId)).toEqual([member.id])
  })

  it('takes out a member whose session ends, and shares its work', async () => {
    const [first, second] = await pair()
    await clock.advance(SESSION_MS - 1000)
    expect(await first.heartbeat()).toBe(0)
    await clock.advance(2000)
    expect(await first.heartbeat()).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
    expect(await second.heartbeat()).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    expect(await first.join()).toMatchObject({ errorCode: 0, generationId: 3 })
  })

  it('goes on without a member that does not join again in time', async () => {
    const [first, second] = await pair()
    const third = new Member()
    const joining = third.join()
    await settled()
    const rejoining = first.join()
    for (let i = 0; i < 5; i++) {
      await clock.advance(REBALANCE_MS / 5 + 1)
      await second.heartbeat()
    }
    const [a, b] = await Promise.all([rejoining, joining])
    expect([a.errorCode, b.errorCode, a.generationId]).toEqual([0, 0, 3])
    expect(await second.heartbeat()).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
  })

  it('gives up a member whose connection ends while it waits to join, when its session is over', async () => {
    const [first, second] = await pair()
    const third = new Member()
    const joining = third.join().catch(() => 'cut')
    await settled()
    third.client.close()
    expect(await joining).toBe('cut')
    await settled()
    const rejoining = Promise.all([first.join(), second.join()])
    await clock.advance(SESSION_MS - 1)
    expect(await Promise.race([rejoining, settled().then(() => 'waiting')])).toBe('waiting')
    await clock.advance(2)
    const [answer] = await rejoining
    expect([answer.errorCode, answer.members.map(({ memberId }) => memberId)]).toEqual([0, [first.id, second.id]])
  })

  it('keeps a member that joins again on another connection', async () => {
    const [first, second] = await pair()
    const third = new Member()
    const cut = third.join().catch(() => 'cut')
    await settled()
    third.client.close()
    await cut
    const again = new Member()
    again.id = third.id
    await clock.advance(SESSION_MS - 1)
    expect(await first.heartbeat()).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
    const answers = await Promise.all([again.join(), first.join(), second.join()])
    expect(answers.map(({ errorCode, generationId }) => [errorCode, generationId])).toEqual([
      [0, 3],
      [0, 3],
      [0, 3],
    ])
  })

  it('starts a rebalance when a member leaves', async () => {
    const [first, second] = await pair()
    const left = await second.client.send(LeaveGroup, 4, { groupId: 'g', members: [{ memberId: second.id }] })
    expect(left.members.map(({ errorCode }) => errorCode)).toEqual([0])
    expect(await first.heartbeat()).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
  })

  it('gives a static member its place back without a rebalance', async () => {
    const member = new Member('one')
    await member.join()
    await member.sync([{ memberId: member.id, assignment: Buffer.from('work') }])
    const again = new Member('one')
    expect(await again.join()).toMatchObject({ errorCode: 0, generationId: 1 })
    expect((await again.sync()).assignment.toString()).toBe('work')
    expect(await member.heartbeat()).toBe(ErrorCode.FENCED_INSTANCE_ID)
  })

  it('refuses commits of another generation', async () => {
    const [first] = await pair()
    await first.client.send(CreateTopics, 5, {
      topics: [{ name: 't', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
    })
    const commit = async (generation: number, memberId: string) => {
      const partitions = [{ partitionIndex: 0, committedOffset: 1n, committedMetadata: null }]
      const body = {
        groupId: 'g',
        generationIdOrMemberEpoch: generation,
        memberId,
        topics: [{ name: 't', partitions }],
      }
      return (await first.client.send(OffsetCommit, 7, body)).topics[0]!.partitions[0]!.errorCode
    }
    expect(await commit(first.generation, first.id)).toBe(0)
    expect(await commit(first.generation - 1, first.id)).toBe(ErrorCode.ILLEGAL_GENERATION)
    expect(await commit(first.generation, 'stranger')).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    expect(await commit(-1, '')).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
  })

  it('outlasts a restart of the broker', async () => {
    const [first, second] = await pair()
    for (const client of clients) client.close()
    await broker.close()
    await start()
    for (const member of [first, second]) Object.assign(member, { client: connect() })
    expect(await first.heartbeat()).toBe(0)
    expect((await second.sync()).assignment.toString()).toBe('b')
  })
})

describe('a KIP-848 group', () => {
  async function beat(client: WireClient, memberId: string, epoch: number, more: Record<string, unknown> = {}) {
    const join = { rebalanceTimeoutMs: 5000, subscribedTopicNames: ['t'], topicPartitions: [] }
    const body = { groupId: 'n', memberId, memberEpoch: epoch, ...(epoch === 0 ? join : {}), ...more }
    return client.send(ConsumerGroupHeartbeat, 1, body)
  }
  type Answer = Awaited<ReturnType<typeof beat>>
  const partitionsOf = (answer: Answer) => answer.assignment?.topicPartitions.flatMap(({ partitions }) => partitions)

  it('moves partitions only after they are given up', async () => {
    const client = connect()
    const topic = { name: 't', numPartitions: 4, replicationFactor: 1, assignments: [], configs: [] }
    await client.send(CreateTopics, 5, { topics: [topic] })
    const first = await beat(client, 'a', 0)
    expect([first.memberEpoch, partitionsOf(first)]).toEqual([1, [0, 1, 2, 3]])
    const second = await beat(client, 'b', 0)
    expect([second.memberEpoch, partitionsOf(second)]).toEqual([2, []])
    const told = await beat(client, 'a', 1)
    const kept = partitionsOf(told)!
    expect([told.memberEpoch, kept.length]).toEqual([1, 2])
    expect(partitionsOf(await beat(client, 'b', 2))).toBe(undefined)
    const topicId = told.assignment!.topicPartitions[0]!.topicId
    const revoked = await beat(client, 'a', 1, { topicPartitions: [{ topicId, partitions: kept }] })
    expect(revoked.memberEpoch).toBe(2)
    const given = partitionsOf(await beat(client, 'b', 2))!
    expect([...kept, ...given].sort()).toEqual([0, 1, 2, 3])
  })

  it('fences a member with a wrong epoch, takes out a silent one and notices new partitions', async () => {
    const client = connect()
    const topic = { name: 't', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }
    await client.send(CreateTopics, 5, { topics: [topic] })
    await beat(client, 'a', 0)
    expect((await beat(client, 'a', 9)).errorCode).toBe(ErrorCode.FENCED_MEMBER_EPOCH)
    await client.send(CreatePartitions, 2, {
      topics: [{ name: 't', count: 2, assignments: null }],
      timeoutMs: 1000,
      validateOnly: false,
    })
    const grown = await beat(client, 'a', 1)
    expect([grown.memberEpoch, partitionsOf(grown)]).toEqual([2, [0, 1]])
    await clock.advance(46_000)
    expect((await beat(client, 'a', 2)).errorCode).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
  })
})
