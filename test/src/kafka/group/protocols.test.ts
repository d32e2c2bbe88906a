import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeCooperativeUserData } from '../../../../src/kafka/group/assignor/cooperative-sticky.ts'
import { decodeStickyUserData, encodeStickyUserData } from '../../../../src/kafka/group/assignor/sticky-user-data.ts'
import {
  type ConnectAssignment,
  type ConnectProtocolVersion,
  decodeConnectAssignment,
  decodeWorkerState,
  encodeConnectAssignment,
  encodeWorkerState,
} from '../../../../src/kafka/group/protocol/connect-protocol.ts'
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from '../../../../src/kafka/group/protocol/consumer-protocol.ts'
import { comparePartitions, type TopicPartition } from '../../../../src/kafka/group/topic-partition.ts'

type Pair = [string, number]
interface Row {
  kind: string
  version: number
  bytes: string
  topics: string[]
  userData: string | null
  owned: Pair[]
  partitions: Pair[]
  generation: number
  rack: string | null
  url: string
  offset: number
  assignment: Row | null
  error: number
  leader: string | null
  leaderUrl: string | null
  connectors: string[]
  tasks: Pair[]
  revokedConnectors?: string[]
  revokedTasks?: Pair[]
  delay?: number
}

const file = new URL('../../../golden/data/group/protocols.jsonl', import.meta.url)
const rows = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row)

const of = (kind: string) => {
  const found = rows.filter((row) => row.kind === kind)
  expect(found.length).toBeGreaterThan(30)
  return found
}
const bytesOf = (text: string | null) => (text === null ? null : Buffer.from(text, 'base64'))
const toPartitions = (pairs: Pair[]): TopicPartition[] => pairs.map(([topic, partition]) => ({ topic, partition }))
const sortedTopics = (list: readonly string[]) => [...list].sort()
const toTasks = (pairs: Pair[] = []) => pairs.map(([connector, task]) => ({ connector, task }))
const byTopic = (partitions: readonly TopicPartition[]) => [...partitions].sort(comparePartitions)

const toAssignment = (row: Row): ConnectAssignment => ({
  error: row.error,
  leader: row.leader,
  leaderUrl: row.leaderUrl,
  configOffset: row.offset,
  connectors: row.connectors,
  tasks: toTasks(row.tasks),
  revokedConnectors: row.revokedConnectors ?? [],
  revokedTasks: toTasks(row.revokedTasks),
  delayMs: row.delay ?? 0,
})

describe('the messages of the protocol type consumer', () => {
  it("writes and reads subscriptions as Java's ConsumerProtocol does", () => {
    for (const row of of('subscription')) {
      const subscription = {
        topics: row.topics,
        userData: bytesOf(row.userData),
        ownedPartitions: toPartitions(row.owned),
        generationId: row.generation,
        rackId: row.rack,
      }
      expect(encodeSubscription(subscription, row.version).toString('base64')).toBe(row.bytes)
      expect(decodeSubscription(bytesOf(row.bytes)!)).toEqual({
        topics: sortedTopics(row.topics),
        userData: bytesOf(row.userData),
        ownedPartitions: row.version >= 1 ? byTopic(toPartitions(row.owned)) : [],
        generationId: row.version >= 2 ? row.generation : -1,
        rackId: row.version >= 3 ? row.rack : null,
      })
    }
  })

  it('writes and reads assignments', () => {
    for (const row of of('assignment')) {
      const assignment = { partitions: toPartitions(row.partitions), userData: bytesOf(row.userData) }
      expect(encodeAssignment(assignment, row.version).toString('base64')).toBe(row.bytes)
      const read = decodeAssignment(bytesOf(row.bytes)!)
      expect(byTopic(read.partitions)).toEqual(byTopic(assignment.partitions))
      expect(read.userData).toEqual(assignment.userData)
    }
  })

  it('writes and reads the user data of the sticky assignors', () => {
    for (const row of of('stickyUserData')) {
      const bytes = encodeStickyUserData(toPartitions(row.owned), row.generation)
      expect(bytes.toString('base64')).toBe(row.bytes)
      const read = decodeStickyUserData(bytes)
      expect(byTopic(read.partitions)).toEqual(byTopic(toPartitions(row.owned)))
      expect(read.generation).toBe(row.generation)
    }
    for (const row of of('cooperativeUserData')) {
      expect(encodeCooperativeUserData(row.generation).toString('base64')).toBe(row.bytes)
    }
  })

  it('reads an empty assignment as no partitions and a newer version as the newest it knows', () => {
    expect(decodeAssignment(Buffer.alloc(0))).toEqual({ partitions: [], userData: null })
    const subscription = { topics: ['a'], userData: null, ownedPartitions: [], generationId: 7, rackId: 'r' }
    const newer = Buffer.concat([encodeSubscription(subscription, 3), Buffer.from([1, 2, 3])])
    newer.writeInt16BE(9, 0)
    expect(decodeSubscription(newer)).toEqual(subscription)
  })
})

describe('the messages of the protocol type connect', () => {
  it('writes and reads worker metadata as Java does', () => {
    for (const row of of('connectMetadata')) {
      const assignment = row.assignment ? toAssignment(row.assignment) : null
      const state = { url: row.url, configOffset: row.offset, assignment }
      expect(encodeWorkerState(state, row.version as ConnectProtocolVersion).toString('base64')).toBe(row.bytes)
      const read = decodeWorkerState(bytesOf(row.bytes)!)
      expect(read).toMatchObject({ version: row.version, url: row.url, configOffset: row.offset })
      if (assignment?.leader)
        expect(read.assignment).toMatchObject({ leader: assignment.leader, delayMs: assignment.delayMs })
      else expect(read.assignment).toBeNull()
    }
  })

  it('writes and reads assignments as Java does', () => {
    for (const row of of('connectAssignment')) {
      const assignment = toAssignment(row)
      const bytes = encodeConnectAssignment(assignment, row.version as ConnectProtocolVersion)
      expect(bytes.toString('base64')).toBe(row.bytes)
      const read = decodeConnectAssignment(bytes)
      expect({
        ...read,
        connectors: [...read.connectors].sort(),
        tasks: sortTasks(read.tasks),
        revokedTasks: sortTasks(read.revokedTasks),
      }).toEqual({
        ...assignment,
        connectors: [...assignment.connectors].sort(),
        tasks: sortTasks(assignment.tasks),
        revokedTasks: sortTasks(assignment.revokedTasks),
      })
    }
  })
})

const sortTasks = (tasks: ConnectAssignment['tasks']) =>
  [...tasks].sort((a, b) => (a.connector < b.connector ? -1 : a.connector > b.connector ? 1 : a.task - b.task))

describe('hostile bytes', () => {
  it('end in an SLW5007 error, never in anything else', () => {
    const decoders = [decodeSubscription, decodeAssignment, decodeWorkerState, decodeConnectAssignment]
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.constantFrom(...decoders), (bytes, decode) => {
        try {
          decode(Buffer.from(bytes))
        } catch (error) {
          expect(error).toMatchObject({ code: 'SLW5007' })
        }
      }),
    )
  })
})
